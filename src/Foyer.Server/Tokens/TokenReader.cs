using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Foyer.Contracts;
using Foyer.Server.Instances;

namespace Foyer.Server.Tokens;

/// <summary>Verifies a session token's signature and class, not its time: callers decide what an expired one is worth.</summary>
internal sealed class TokenReader
{
    /// <returns>The claims; null when the instance did not sign this as a session token.</returns>
    public SessionClaims? Verify(Instance instance, string? token)
    {
        // The key decides the algorithm; the header is only asked which key (RFC 8725 §3.1).
        if (!Jwt.TryRead(token, out Jwt? jwt) || jwt.Header is not { Alg: "RS256", Cat: TokenCategories.Session, IsCritical: false } ||
            instance.Keys.All.FirstOrDefault(key => key.Kid == jwt.Header.Kid) is not { } signer)
        {
            return null;
        }

        int end = token.LastIndexOf('.');
        using RSA rsa = RSA.Create();
        rsa.ImportFromPem(signer.PublicKeyPem);
        if (!rsa.VerifyData(Encoding.ASCII.GetBytes(token[..end]), Jwt.Decode(token.AsSpan(end + 1))!, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
        {
            return null;
        }

        try
        {
            SessionClaims claims = jwt.Claims;
            return claims.Sid is not null && claims.Sub is not null && claims.Iss == instance.Issuer ? claims : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

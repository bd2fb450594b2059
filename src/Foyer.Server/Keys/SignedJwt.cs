using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Foyer.Contracts;

namespace Foyer.Server.Keys;

/// <summary>Tokens signed with an instance's own key (RS256), each stamped with its category so that none can pass for another kind (WIRE §5.2).</summary>
internal static class SignedJwt
{
    private const int SignatureLength = 256;

    /// <summary>Signs a payload with the current key.</summary>
    /// <param name="keys">The instance's keys.</param>
    /// <param name="category">One of <see cref="TokenCategories"/>.</param>
    /// <param name="payload">UTF-8 JSON, an object.</param>
    /// <param name="originIssuedAt">Becomes <c>oiat</c>, in Unix seconds.</param>
    public static string Sign(KeyRing keys, string category, ReadOnlySpan<byte> payload, long originIssuedAt)
    {
        SigningKey key = keys.Current;
        byte[] header = Encoding.ASCII.GetBytes($$"""{"alg":"RS256","cat":"{{category}}","kid":"{{key.Kid}}","oiat":{{originIssuedAt}},"typ":"JWT"}""");
        byte[] token = new byte[Base64Url.GetEncodedLength(header.Length) + 1 + Base64Url.GetEncodedLength(payload.Length) + 1 + Base64Url.GetEncodedLength(SignatureLength)];
        int length = Base64Url.EncodeToUtf8(header, token);
        token[length++] = (byte)'.';
        length += Base64Url.EncodeToUtf8(payload, token.AsSpan(length));
        Span<byte> signature = stackalloc byte[SignatureLength];
        key.Sign(token.AsSpan(0, length), signature);
        token[length++] = (byte)'.';
        length += Base64Url.EncodeToUtf8(signature, token.AsSpan(length));
        return Encoding.ASCII.GetString(token, 0, length);
    }

    /// <summary>Takes a token apart if one of these keys signed it and it is of this category. Says nothing of its time.</summary>
    public static bool TryVerify(KeyRing keys, string category, [NotNullWhen(true)] string? token, [NotNullWhen(true)] out Jwt? jwt)
    {
        // The key decides the algorithm; the header is only asked which key (RFC 8725 §3.1).
        if (!Jwt.TryRead(token, out jwt) || jwt.Header is not { Alg: "RS256", IsCritical: false } || jwt.Header.Cat != category)
        {
            return false;
        }

        string? kid = jwt.Header.Kid;
        if (keys.All.FirstOrDefault(key => key.Kid == kid) is not { } signer)
        {
            return false;
        }

        int end = token.LastIndexOf('.');
        using RSA rsa = RSA.Create();
        rsa.ImportFromPem(signer.PublicKeyPem);
        return rsa.VerifyData(Encoding.ASCII.GetBytes(token[..end]), Jwt.Decode(token.AsSpan(end + 1))!, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }
}

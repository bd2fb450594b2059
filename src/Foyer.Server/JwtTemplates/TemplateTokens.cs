using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Foyer.Contracts;
using Foyer.Server.Claims;
using Foyer.Server.Instances;
using Foyer.Server.Keys;
using Foyer.Server.Tokens;

namespace Foyer.Server.JwtTemplates;

/// <summary>Mints tokens from templates. They are of a category of their own, and no SDK takes one for a session (WIRE §5.2).</summary>
internal sealed class TemplateTokens(JwtTemplateStore templates, ClaimSources sources, TimeProvider clock)
{
    private const int Capacity = 1000;
    private readonly ConcurrentDictionary<(string Id, DateTimeOffset UpdatedAt), ClaimsTemplate> _parsed = new();

    /// <param name="instance">Issues, and signs unless the template has its own key.</param>
    /// <param name="name">The template's name.</param>
    /// <param name="subject">The session.</param>
    /// <param name="appOrigin">Becomes <c>azp</c>; left out when not known.</param>
    /// <param name="lifetime">Seconds; null for the template's own.</param>
    /// <param name="ct">Stops the reads.</param>
    public async Task<Outcome<string>> Mint(Instance instance, string name, TokenSubject subject, string? appOrigin, long? lifetime, CancellationToken ct)
    {
        if (await templates.FindByName(instance.Id, name, ct) is not { } template)
        {
            return JwtTemplateFaults.NotFound;
        }

        ClaimsTemplate claims = Parse(template);
        ClaimSource source = await sources.For(instance, subject, claims.NeedsUser, ct);
        long iat = clock.GetUtcNow().ToUnixTimeSeconds();
        ArrayBufferWriter<byte> payload = new(1024);
        using (Utf8JsonWriter json = new(payload, WireWriter.Options))
        {
            json.WriteStartObject();
            claims.Write(json, source);
            if (subject.Actor is not null && !claims.SetsActor)
            {
                json.WritePropertyName("act"u8);
                json.WriteRawValue(subject.Actor);
            }

            if (appOrigin is not null)
            {
                json.WriteString("azp"u8, appOrigin);
            }

            json.WriteNumber("exp"u8, iat + (lifetime ?? template.Lifetime));
            json.WriteNumber("iat"u8, iat);
            json.WriteString("iss"u8, instance.Issuer);
            json.WriteString("jti"u8, RandomNumberGenerator.GetHexString(20, lowercase: true));
            json.WriteNumber("nbf"u8, iat - template.AllowedClockSkew);
            json.WriteString("sub"u8, subject.UserId);
            json.WriteEndObject();
        }

        return template.CustomSigningKey
            ? CustomKeys.Sign(template.SigningAlgorithm, templates.RevealKey(template), Header(template, iat), payload.WrittenSpan)
            : SignedJwt.Sign(instance.Keys, TokenCategories.JwtTemplate, payload.WrittenSpan, iat);
    }

    /// <summary>The key is not among the instance's, so neither is its id.</summary>
    private static byte[] Header(JwtTemplateRow template, long iat) =>
        Encoding.ASCII.GetBytes($$"""{"alg":"{{template.SigningAlgorithm}}","cat":"{{TokenCategories.JwtTemplate}}","kid":"{{template.Id}}","oiat":{{iat}},"typ":"JWT"}""");

    private ClaimsTemplate Parse(JwtTemplateRow template)
    {
        if (_parsed.TryGetValue((template.Id, template.UpdatedAt), out ClaimsTemplate? known))
        {
            return known;
        }

        if (!ClaimsTemplate.TryParse(template.ClaimsJson(), ClaimsKind.Template, out ClaimsTemplate? parsed, out ClaimsProblem? problem))
        {
            throw new InvalidOperationException($"JWT template {template.Id} was stored although its claims {problem.Text}.");
        }

        if (_parsed.Count >= Capacity)
        {
            _parsed.Clear();
        }

        return _parsed[(template.Id, template.UpdatedAt)] = parsed;
    }
}

using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using Foyer.Server.Instances;

namespace Foyer.Server.Passkeys;

/// <summary>Whom a passkey is made for, as the browser is told.</summary>
/// <param name="UserId">The user handle; the user may not be there yet.</param>
/// <param name="Name">How they sign in.</param>
/// <param name="DisplayName">How they are called.</param>
internal sealed record PasskeyOwner(string UserId, string Name, string DisplayName);

/// <summary>What browsers are asked for. No I/O.</summary>
internal static class PasskeyRules
{
    /// <summary>How long a challenge can be answered.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    public const int MaxPasskeys = 100;

    public const int MaxName = 256;

    /// <summary>
    /// The domain a page's passkeys are bound to: in production the one that the app shares with the Frontend API's own
    /// host (<c>example.com</c> for <c>clerk.example.com</c>), so that they work on all of its hosts; else the page's host.
    /// </summary>
    public static string RpId(Instance instance, string origin)
    {
        string host = new Uri(origin).IdnHost;
        if (instance.IsDevelopment)
        {
            return host;
        }

        foreach (string own in instance.Hosts)
        {
            string name = own.Split(':')[0];
            string parent = name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..];
            bool isDomain = parent != name && parent.Contains('.', StringComparison.Ordinal) && !System.Net.IPAddress.TryParse(name, out _);
            if (isDomain && (host.Equals(parent, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + parent, StringComparison.OrdinalIgnoreCase)))
            {
                return parent.ToLowerInvariant();
            }
        }

        return host;
    }

    /// <summary>Options of <c>navigator.credentials.create</c>, as the SDK parses them (WIRE §9.4).</summary>
    public static string CreationOptions(Instance instance, PasskeyOwner owner, string rpId, string challenge, IEnumerable<PasskeyRow> registered) => new JsonObject
    {
        ["rp"] = new JsonObject { ["id"] = rpId, ["name"] = instance.ApplicationName },
        ["user"] = new JsonObject { ["id"] = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(owner.UserId)), ["name"] = owner.Name, ["displayName"] = owner.DisplayName },
        ["challenge"] = challenge,
        ["pubKeyCredParams"] = new JsonArray([.. CoseKey.Offered.Select(alg => new JsonObject { ["type"] = "public-key", ["alg"] = alg })]),
        ["timeout"] = (int)Lifetime.TotalMilliseconds,
        ["excludeCredentials"] = Descriptors(registered, rpId),
        ["authenticatorSelection"] = new JsonObject { ["requireResidentKey"] = true, ["residentKey"] = "required", ["userVerification"] = "required" },
        ["attestation"] = "none",
    }.ToJsonString();

    /// <summary>Options of <c>navigator.credentials.get</c> (WIRE §6.6); with no passkeys listed, any of the domain's will do.</summary>
    public static string RequestOptions(string rpId, string challenge, IEnumerable<PasskeyRow> allowed) => new JsonObject
    {
        ["challenge"] = challenge,
        ["rpId"] = rpId,
        ["timeout"] = (int)Lifetime.TotalMilliseconds,
        ["allowCredentials"] = Descriptors(allowed, rpId),
        ["userVerification"] = "required",
    }.ToJsonString();

    /// <summary>What a ceremony was begun with, read from the options it was begun with.</summary>
    public static Expectations Expected(string options, string origin)
    {
        JsonNode read = JsonNode.Parse(options)!;
        string rpId = (read["rpId"] ?? read["rp"]!["id"])!.GetValue<string>();
        return new Expectations(read["challenge"]!.GetValue<string>(), origin, rpId);
    }

    private static JsonArray Descriptors(IEnumerable<PasskeyRow> passkeys, string rpId) => new([.. passkeys.Where(passkey => passkey.RpId == rpId).Select(passkey => new JsonObject
    {
        ["type"] = "public-key",
        ["id"] = passkey.CredentialId,
        ["transports"] = new JsonArray([.. passkey.Transports.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => JsonValue.Create(name))]),
    })]);
}

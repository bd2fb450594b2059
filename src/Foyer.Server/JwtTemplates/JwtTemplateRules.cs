using System.Text.Json;
using Foyer.Contracts;
using Foyer.Server.Claims;

namespace Foyer.Server.JwtTemplates;

/// <summary>No I/O: what a template may say.</summary>
internal static class JwtTemplateRules
{
    public const long DefaultLifetime = 60;
    public const int DefaultClockSkew = 5;
    private const int MaxName = 64;
    private const int MaxKey = 16 * 1024;

    /// <summary>Checks every member that is given; null when all may be.</summary>
    public static Fault? Check(JwtTemplateRequest body) =>
        (body.Name is { } name ? Name(name) : null) ??
        (body.Claims is { } claims ? Claims(claims) : null) ??
        (body.Lifetime is < 30 or > 315_360_000 ? RequestFaults.Value("lifetime") : null) ??
        (body.AllowedClockSkew is < 0 or > 300 ? RequestFaults.Value("allowed_clock_skew") : null) ??
        Key(body);

    private static Fault? Name(string name) =>
        name.Length == 0 ? RequestFaults.Missing("name") :
        name.Length > MaxName ? RequestFaults.TooLong("name") :
        !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? RequestFaults.Format("name") :
        null;

    private static Fault? Claims(JsonElement claims) =>
        claims.ValueKind != JsonValueKind.Object ? RequestFaults.Type("claims") :
        ClaimsTemplate.TryParse(claims, ClaimsKind.Template, out _, out ClaimsProblem? problem) ? null :
        JwtTemplateFaults.Of(problem);

    /// <summary>A key comes with its algorithm, and only where one is asked for.</summary>
    private static Fault? Key(JwtTemplateRequest body)
    {
        if (body.CustomSigningKey != true)
        {
            return body.SigningKey is not null ? RequestFaults.Value("custom_signing_key") :
                body.SigningAlgorithm is not (null or CustomKeys.InstanceAlgorithm) ? RequestFaults.Value("signing_algorithm") :
                null;
        }

        return string.IsNullOrEmpty(body.SigningAlgorithm) ? RequestFaults.Missing("signing_algorithm") :
            !CustomKeys.Algorithms.Contains(body.SigningAlgorithm) ? RequestFaults.Value("signing_algorithm") :
            string.IsNullOrEmpty(body.SigningKey) ? RequestFaults.Missing("signing_key") :
            body.SigningKey.Length > MaxKey ? RequestFaults.TooLong("signing_key") :
            CustomKeys.Problem(body.SigningAlgorithm, body.SigningKey) is { } problem ? JwtTemplateFaults.Key(problem) :
            null;
    }
}

internal static class JwtTemplateFaults
{
    public static readonly Fault NotFound = new(404, "resource_not_found", "JWT template not found", "There is no JWT template of this name.");

    public static readonly Fault NameTaken = new Fault(422, "duplicate_record", "Name taken", "Another JWT template of this instance has this name.").At("name");

    private static readonly Fault ReservedClaim = new(422, "jwt_template_reserved_claim", "Reserved claim", "The claims set a name that the server sets itself.");

    private static readonly Fault ShortcodeInvalid = new(422, "jwt_template_shortcode_invalid", "Shortcode invalid", "The claims hold something between braces that is no shortcode.");

    private static readonly Fault TooLarge = new(422, "jwt_template_claims_too_large", "Claims too large", "The claims are larger than a template may be.");

    private static readonly Fault KeyInvalid = new(422, "jwt_template_signing_key_invalid", "Signing key invalid", "The signing key does not fit the signing algorithm.");

    /// <summary>The fault, saying exactly what is wrong and where.</summary>
    public static Fault Of(ClaimsProblem problem) => (problem.Kind switch
    {
        ClaimsProblemKind.Reserved => ReservedClaim,
        ClaimsProblemKind.Size => TooLarge,
        _ => ShortcodeInvalid,
    } with
    { LongMessage = $"The claims {problem.Text}." }).At("claims");

    public static Fault Key(string problem) => (KeyInvalid with { LongMessage = problem }).At("signing_key");
}

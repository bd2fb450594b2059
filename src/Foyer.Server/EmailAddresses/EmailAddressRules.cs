using System.Globalization;
using Foyer.Contracts;
using Foyer.Server.Verifications;

namespace Foyer.Server.EmailAddresses;

/// <summary>
/// What an e-mail address is and when two are the same. The form stored is the form compared and the form written to:
/// lower-case, an ASCII local part, the domain as IDNA ASCII. No two people can come to one mailbox by spelling.
/// </summary>
internal static class EmailAddressRules
{
    public const int MaxLength = 254;
    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    /// <summary>The address in the form it is stored in; null when it is none.</summary>
    public static string? Normalize(string? text)
    {
        string address = text?.Trim() ?? "";
        int at = address.LastIndexOf('@');
        if (at is < 1 or > 64 || address.Length > MaxLength)
        {
            return null;
        }

        string local = address[..at];
        if (!local.All(IsLocalCharacter) || local.StartsWith('.') || local.EndsWith('.') || local.Contains("..", StringComparison.Ordinal))
        {
            return null;
        }

        return NormalizeDomain(address[(at + 1)..]) is { } domain ? $"{local.ToLowerInvariant()}@{domain}" : null;
    }

    /// <summary>Whether the local part carries a tag (<c>name+tag</c>).</summary>
    public static bool HasSubaddress(string address) => address.Split('@')[0].Contains('+', StringComparison.Ordinal);

    /// <summary>The address for eyes that need not see all of it: first letter, domain.</summary>
    public static string Mask(string address)
    {
        int at = address.IndexOf('@', StringComparison.Ordinal);
        return string.Concat(address.AsSpan(0, Math.Min(1, at)), "***", address.AsSpan(at));
    }

    private static string? NormalizeDomain(string text)
    {
        try
        {
            string domain = Idn.GetAscii(text.TrimEnd('.')).ToLowerInvariant();
            return domain.Contains('.', StringComparison.Ordinal) && Uri.CheckHostName(domain) == UriHostNameType.Dns ? domain : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The unquoted atom characters (RFC 5322 §3.2.3). Quoted local parts are legal and refused.</summary>
    private static bool IsLocalCharacter(char c) => char.IsAsciiLetterOrDigit(c) || ".!#$%&'*+-/=?^_`{|}~".Contains(c, StringComparison.Ordinal);
}

/// <summary>A row of <c>email_addresses</c>.</summary>
internal sealed record EmailAddressRow
{
    public required string Id { get; init; }

    public required string UserId { get; init; }

    public required string EmailAddress { get; init; }

    public bool Reserved { get; init; }

    public string? VerificationStatus { get; init; }

    public string? VerificationStrategy { get; init; }

    /// <summary>What was prepared last to prove it; null when nothing was.</summary>
    public string? VerificationId { get; init; }

    /// <summary>That verification, while the address is unproven.</summary>
    public VerificationRow? Pending { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public bool IsVerified => VerificationStatus == Contracts.VerificationStatus.Verified.Value;

    /// <summary>The row with what is being proven of it.</summary>
    public EmailAddressRow With(IReadOnlyDictionary<string, VerificationRow> pending) =>
        IsVerified || VerificationId is null ? this : this with { Pending = pending.GetValueOrDefault(VerificationId) };

    public EmailAddressResource ToResource(DateTimeOffset now) => new()
    {
        Id = Id,
        EmailAddress = EmailAddress,
        Reserved = Reserved,
        Verification = KeptProof.Of(VerificationStatus, VerificationStrategy) ?? Pending?.ToResource(now),
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
    };
}

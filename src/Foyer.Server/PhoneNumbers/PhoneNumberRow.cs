using Foyer.Contracts;
using Foyer.Server.Verifications;

namespace Foyer.Server.PhoneNumbers;

/// <summary>A row of <c>phone_numbers</c>.</summary>
internal sealed record PhoneNumberRow
{
    public required string Id { get; init; }

    public required string UserId { get; init; }

    public required string PhoneNumber { get; init; }

    public bool Reserved { get; init; }

    public string? VerificationStatus { get; init; }

    public string? VerificationStrategy { get; init; }

    public bool ReservedForSecondFactor { get; init; }

    public bool DefaultSecondFactor { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public bool IsVerified => VerificationStatus == Contracts.VerificationStatus.Verified.Value;

    public PhoneNumberResource ToResource() => new()
    {
        Id = Id,
        PhoneNumber = PhoneNumber,
        Reserved = Reserved,
        Verification = KeptProof.Of(VerificationStatus, VerificationStrategy),
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
    };
}

internal static class PhoneNumberRules
{
    /// <summary>The number for eyes that need not see all of it: country and last four digits.</summary>
    public static string Mask(string number) => number.Length <= 6 ? number : string.Concat(number.AsSpan(0, 2), new string('*', number.Length - 6), number.AsSpan(number.Length - 4));

    /// <summary>The number in E.164: a plus sign and 7 to 15 digits; null when it is none.</summary>
    public static string? Normalize(string? text)
    {
        string number = new([.. (text ?? "").Where(c => c is not (' ' or '-' or '(' or ')' or '.'))]);
        return number.Length is >= 8 and <= 16 && number[0] == '+' && number[1] != '0' && number[1..].All(char.IsAsciiDigit) ? number : null;
    }
}

/// <summary>A row of <c>web3_wallets</c>.</summary>
internal sealed record Web3WalletRow
{
    public required string Id { get; init; }

    public required string UserId { get; init; }

    public required string Web3Wallet { get; init; }

    public string? VerificationStatus { get; init; }

    public string? VerificationStrategy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public Web3WalletResource ToResource() => new()
    {
        Id = Id,
        Web3Wallet = Web3Wallet,
        Verification = KeptProof.Of(VerificationStatus, VerificationStrategy),
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
    };
}

internal static class Web3WalletRules
{
    /// <summary>An Ethereum address in lower case; null when it is none.</summary>
    public static string? Normalize(string? text) =>
        text is { Length: 42 } && text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && text[2..].All(char.IsAsciiHexDigit) ? text.ToLowerInvariant() : null;
}

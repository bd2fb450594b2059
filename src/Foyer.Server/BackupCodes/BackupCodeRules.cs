using System.Security.Cryptography;

namespace Foyer.Server.BackupCodes;

/// <summary>What backup codes look like. No I/O.</summary>
internal static class BackupCodeRules
{
    /// <summary>Codes of one set.</summary>
    public const int Count = 10;

    /// <summary>Characters of one code: 50 random bits.</summary>
    public const int Length = 10;

    /// <summary>Digits and letters without those that are taken for one another on paper.</summary>
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    private const int MaxTyped = 128;

    public static IReadOnlyList<string> NewSet() => [.. Enumerable.Range(0, Count).Select(_ => RandomNumberGenerator.GetString(Alphabet, Length))];

    /// <summary>A code as typed from paper, the way it is kept: without spaces and hyphens, in small letters, misread letters as the digits they stand for.</summary>
    public static string? Normalize(string? typed)
    {
        if (typed is null or { Length: > MaxTyped })
        {
            return null;
        }

        string code = new([.. typed.Where(c => !char.IsWhiteSpace(c) && c != '-').Select(c => char.ToLowerInvariant(c) switch { 'o' => '0', 'i' or 'l' => '1', var other => other })]);
        return code.Length > 0 ? code : null;
    }
}

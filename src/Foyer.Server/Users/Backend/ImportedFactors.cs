using Foyer.Server.BackupCodes;
using Foyer.Server.Passwords;
using Foyer.Server.Totp;

namespace Foyer.Server.Users.Backend;

/// <summary>Second factors that come along from another system.</summary>
/// <param name="TotpSecret">The app's secret; null when none comes.</param>
/// <param name="BackupCodes">The codes, normalised; null when none come.</param>
/// <param name="ForeignBackupCodes">Those that came as digests, as they are kept.</param>
internal sealed record FactorImport(byte[]? TotpSecret, IReadOnlyList<string>? BackupCodes, IReadOnlyList<string> ForeignBackupCodes);

/// <summary><c>totp_secret</c> and <c>backup_codes</c> of created and updated users.</summary>
internal sealed class ImportedFactors(TotpStore totps, BackupCodeStore backupCodes, ForeignBackupCodes foreign)
{
    private const int MinSecret = 10;
    private const int MaxSecret = 64;
    private const int MaxCodes = 50;
    private const int MinCode = 6;
    private const int MaxCode = 64;

    /// <summary>Base32 of at least 80 bits; up to fifty codes of 6 to 64 characters, or ten bcrypt digests of codes.</summary>
    public Outcome<FactorImport> Read(string? totpSecret, IReadOnlyList<string>? backupCodes)
    {
        byte[]? secret = totpSecret is null ? null : Base32.Decode(totpSecret.Replace(" ", "", StringComparison.Ordinal));
        if (totpSecret is not null && secret is not { Length: >= MinSecret and <= MaxSecret })
        {
            return RequestFaults.Format("totp_secret");
        }

        List<string>? codes = backupCodes is { Count: > 0 } ? [] : null;
        List<string> digests = [];
        foreach (string given in backupCodes ?? [])
        {
            if (ForeignBackupCodes.IsDigest(given))
            {
                if (foreign.Import(given).IsFault(out Fault? fault, out string kept))
                {
                    return fault;
                }

                digests.Add(kept);
                continue;
            }

            if (BackupCodeRules.Normalize(given) is not { Length: >= MinCode and <= MaxCode } code)
            {
                return RequestFaults.Format("backup_codes");
            }

            codes!.Add(code);
        }

        return codes?.Count > MaxCodes || digests.Count > ForeignBackupCodes.MaxCodes
            ? RequestFaults.TooLong("backup_codes")
            : new FactorImport(secret, codes?.Distinct(StringComparer.Ordinal).ToList(), digests);
    }

    public async Task Apply(Tx tx, string instanceId, string userId, FactorImport import)
    {
        if (import.TotpSecret is { } secret)
        {
            await totps.Import(tx, instanceId, userId, secret);
        }

        if (import.BackupCodes is { } codes)
        {
            await backupCodes.Import(tx, instanceId, userId, codes, import.ForeignBackupCodes);
        }
    }
}

using System.Globalization;
using Foyer.Server.BackupCodes;
using Foyer.Server.Users;

namespace Foyer.Server.Passwords;

/// <summary>
/// Backup codes that came from another system as bcrypt digests. A typed code is hashed against each unspent one, so the
/// guess is paid for first, and the work waits in the line of the passwords.
/// </summary>
internal sealed class ForeignBackupCodes(Database db, BackupCodeStore backupCodes, SecondFactorStore secondFactors, PasswordHasher hasher)
{
    /// <summary>Digests of one person: a guess costs as many hashes.</summary>
    public const int MaxCodes = 10;

    private const string Hasher = "bcrypt";
    private const int MaxCost = 12;

    /// <summary>Whether a given backup code is such a digest.</summary>
    public static bool IsDigest(string given) => given.StartsWith("$2", StringComparison.Ordinal);

    /// <summary>What to keep of a digest; a fault when it is none of bcrypt, or of a cost above 12.</summary>
    public Outcome<string> Import(string digest)
    {
        if (hasher.Import(Hasher, digest).IsFault(out Fault? fault, out string kept))
        {
            return fault.At("backup_codes");
        }

        return int.Parse(digest.Split('$')[2], CultureInfo.InvariantCulture) <= MaxCost ? kept : PasswordFaults.DigestTooCostly.At("backup_codes");
    }

    /// <summary>Which of them the typed code is. Call outside transactions.</summary>
    public async Task<Outcome<BackupCodeGuess>> Look(string userId, string typed, CancellationToken ct)
    {
        IReadOnlyList<ForeignBackupCode> codes = await backupCodes.Foreign(userId, ct);
        if (codes.Count == 0)
        {
            return BackupCodeGuess.None;
        }

        if (await db.Write(tx => secondFactors.PayForGuess(tx, userId), ct) is { } spent)
        {
            return spent;
        }

        foreach (ForeignBackupCode code in codes)
        {
            if ((await hasher.Match(new Secret(typed.Trim()), code.Digest, ct)).IsFault(out Fault? busy, out PasswordMatch match))
            {
                await db.Write(tx => secondFactors.Refund(tx, userId), CancellationToken.None);
                return busy;
            }

            if (match.IsRight)
            {
                return new BackupCodeGuess(true, code.Id);
            }
        }

        return new BackupCodeGuess(true, null);
    }
}

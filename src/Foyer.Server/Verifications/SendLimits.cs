using Foyer.Server.Instances;

namespace Foyer.Server.Verifications;

/// <summary>
/// How often something may be sent to one address or number, and guessed for it: over all attempts of all clients,
/// since starting another sign-up costs nothing.
/// </summary>
internal sealed class SendLimits(TimeProvider clock)
{
    /// <summary>Messages to one address, and wrong guesses for it, in an hour.</summary>
    public const int MaxPerHour = 30;

    /// <summary>Why nothing may be sent now; null when it may. Holds the address until the transaction ends.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="instance">Whose limits count.</param>
    /// <param name="ownerId">The attempt that asks.</param>
    /// <param name="strategy">Its strategy: the cooldown is per strategy.</param>
    /// <param name="target">The address or number.</param>
    /// <param name="isTest">Whether it is a test address, which may be asked for as often as a test likes (WIRE §15).</param>
    public async Task<Fault?> Check(Tx tx, Instance instance, string ownerId, string strategy, string target, bool isTest)
    {
        DateTimeOffset now = clock.GetUtcNow();
        await tx.Hold(instance.Id + target);
        if (isTest)
        {
            return null;
        }

        VerificationRow? last = await tx.One<VerificationRow>("SELECT * FROM verifications WHERE owner_id = @ownerId AND strategy = @strategy ORDER BY created_at DESC LIMIT 1", new { ownerId, strategy });
        TimeSpan cooldown = TimeSpan.FromSeconds(instance.Settings.Messages.ResendCooldownInSeconds);
        if (last is not null && last.Target == target && last.Status == "unverified" && now - last.CreatedAt < cooldown)
        {
            return SendFaults.SentJustNow with { RetryAfter = (int)Math.Ceiling((last.CreatedAt + cooldown - now).TotalSeconds) };
        }

        return (await SpentOn(tx, instance.Id, target, now)).Messages >= MaxPerHour ? SendFaults.TooMany : null;
    }

    /// <summary>Whether the wrong guesses of the last hour, over all codes for the address, are used up.</summary>
    public async Task<bool> IsGuessedOut(Tx tx, VerificationRow paid) => (await SpentOn(tx, paid.InstanceId, paid.Target, clock.GetUtcNow())).Wrong > MaxPerHour;

    /// <summary>What the last hour has seen of an address; a code under way counts as wrong until it is right.</summary>
    private static async Task<Spent> SpentOn(Tx tx, string instanceId, string target, DateTimeOffset now) => (await tx.One<Spent>("""
        SELECT count(*) AS messages, COALESCE(SUM(CASE WHEN status IN ('verified', 'transferable') THEN attempts - 1 ELSE attempts END), 0) AS wrong
        FROM verifications WHERE instance_id = @instanceId AND target = @target AND created_at > @hourAgo
        """, new { instanceId, target, hourAgo = now.AddHours(-1) }))!;

    private sealed record Spent
    {
        public long Messages { get; init; }

        public long Wrong { get; init; }
    }
}

internal static class SendFaults
{
    public static readonly Fault TooMany = new(429, "too_many_requests", "Too many messages", "There were too many codes or links for this address lately. Wait an hour, or use another method.") { RetryAfter = 3600 };

    public static readonly Fault SentJustNow = new(429, "too_many_requests", "Sent just now", "A message was sent a moment ago. Wait a little before asking for another.");
}

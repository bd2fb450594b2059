using Foyer.Contracts;
using Foyer.Server.Instances;
using Foyer.Server.Messages;

namespace Foyer.Server.OneTimeCodes;

/// <summary>A row of <c>one_time_codes</c>: a six-digit code sent to prove one address for one attempt.</summary>
internal sealed record OneTimeCode
{
    public required string Id { get; init; }

    public required string InstanceId { get; init; }

    /// <summary>The sign-in or sign-up it belongs to: a code is worth nothing anywhere else.</summary>
    public required string OwnerId { get; init; }

    public required string Strategy { get; init; }

    /// <summary>The address or number's id; null at sign-up.</summary>
    public string? Identification { get; init; }

    public required string Target { get; init; }

    public required string CodeDigest { get; init; }

    public required string Status { get; init; }

    public int Attempts { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ExpireAt { get; init; }

    public VerificationResource ToResource(DateTimeOffset now) => new()
    {
        Object = "verification_otp",
        Strategy = Strategy,
        Status = Status == "unverified" && ExpireAt <= now ? VerificationStatus.Expired : VerificationStatus.From(Status),
        Attempts = Attempts,
        ExpireAt = ExpireAt,
    };
}

/// <summary>Sends and proves one-time codes. Attempts are counted before they are checked; a code is spent by whoever changes its row.</summary>
internal sealed class OneTimeCodeStore(Database db, KeyEncryptionKey kek, Outbox outbox, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    public const int MaxAttempts = 5;

    /// <summary>
    /// Codes to one address, and wrong codes for it, in an hour: over all attempts of all clients, since starting another
    /// sign-up costs nothing.
    /// </summary>
    public const int MaxPerHour = 30;
    private const string TestCode = "424242";
    private const string Purpose = "one_time_code";

    public async Task<OneTimeCode?> Find(string? id, CancellationToken ct) =>
        id is null ? null : await db.One<OneTimeCode>("SELECT * FROM one_time_codes WHERE id = @id", new { id }, ct);

    /// <summary>Sends a new code for an attempt; codes sent for it before are void from now on.</summary>
    /// <returns>The code's row, or a fault while the cooldown of the one before lasts.</returns>
    public async Task<Outcome<OneTimeCode>> Send(Tx tx, Instance instance, string ownerId, string strategy, string? identification, string emailAddress)
    {
        DateTimeOffset now = clock.GetUtcNow();
        bool isTest = instance.TestMode && TestIdentifiers.IsTestEmailAddress(emailAddress);
        await tx.Hold(instance.Id + emailAddress);
        OneTimeCode? last = await tx.One<OneTimeCode>("SELECT * FROM one_time_codes WHERE owner_id = @ownerId ORDER BY created_at DESC LIMIT 1", new { ownerId });
        TimeSpan cooldown = TimeSpan.FromSeconds(instance.Settings.Messages.ResendCooldownInSeconds);
        if (last is not null && last.Target == emailAddress && last.Status == "unverified" && now - last.CreatedAt < cooldown)
        {
            return OneTimeCodeFaults.SentJustNow with { RetryAfter = (int)Math.Ceiling((last.CreatedAt + cooldown - now).TotalSeconds) };
        }

        if (!isTest && (await SpentOn(tx, instance.Id, emailAddress, now)).Codes >= MaxPerHour)
        {
            return OneTimeCodeFaults.TooMany;
        }

        string code = isTest ? TestCode : Secrets.NewCode();
        string id = Ids.New("ver", now);
        await tx.Run("UPDATE one_time_codes SET status = 'expired' WHERE owner_id = @ownerId AND status = 'unverified'", new { ownerId });
        OneTimeCode row = (await tx.One<OneTimeCode>("""
            INSERT INTO one_time_codes (id, instance_id, owner_id, strategy, identification, target, code_digest, status, created_at, expire_at)
            VALUES (@id, @instanceId, @ownerId, @strategy, @identification, @emailAddress, @digest, 'unverified', @now, @expireAt)
            RETURNING *
            """,
            new { id, instanceId = instance.Id, ownerId, strategy, identification, emailAddress, digest = Digest(id, code), now, expireAt = now + Lifetime }))!;
        if (!isTest)
        {
            Message message = MessageTexts.VerificationCode(instance.ApplicationName, emailAddress, code);
            await outbox.Add(tx, instance.Id, OutboxKind.Message, "verification_code", ownerId, System.Text.Json.JsonSerializer.Serialize(message, MessageJson.Default.Message));
        }

        return row;
    }

    /// <summary>Pays for one attempt and spends the code when it is right: of many at once, one succeeds.</summary>
    /// <returns>The code's row, proven; or the fault to answer. A wrong attempt stays counted.</returns>
    public async Task<Outcome<OneTimeCode>> Attempt(Tx tx, string? id, string code)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (await tx.One<OneTimeCode>("SELECT * FROM one_time_codes WHERE id = @id", new { id }) is { } sent)
        {
            await tx.Hold(sent.InstanceId + sent.Target);
        }

        OneTimeCode? paid = await tx.One<OneTimeCode>("""
            UPDATE one_time_codes SET attempts = attempts + 1
            WHERE id = @id AND status = 'unverified' AND attempts < @MaxAttempts AND expire_at > @now
            RETURNING *
            """, new { id, MaxAttempts, now });
        if (paid is null)
        {
            OneTimeCode? known = await tx.One<OneTimeCode>("SELECT * FROM one_time_codes WHERE id = @id", new { id });
            return known switch
            {
                null => OneTimeCodeFaults.NotPrepared,
                { Status: "verified" } => OneTimeCodeFaults.AlreadyVerified,
                { Status: "failed" } => OneTimeCodeFaults.Failed,
                _ => OneTimeCodeFaults.Expired,
            };
        }

        if ((await SpentOn(tx, paid.InstanceId, paid.Target, now)).Wrong > MaxPerHour)
        {
            return OneTimeCodeFaults.TooMany;
        }

        bool right = code.Length == 6 && code.All(char.IsAsciiDigit) && Secrets.Same(Digest(paid.Id, code), paid.CodeDigest);
        string status = right ? "verified" : paid.Attempts >= MaxAttempts ? "failed" : "unverified";
        await tx.Run("UPDATE one_time_codes SET status = @status WHERE id = @id AND status = 'unverified'", new { id, status });
        return right ? paid with { Status = status } : OneTimeCodeFaults.Incorrect.At("code");
    }

    /// <summary>What the last hour has seen of an address; a code under way counts as wrong until it is right.</summary>
    private static async Task<Spent> SpentOn(Tx tx, string instanceId, string target, DateTimeOffset now) => (await tx.One<Spent>("""
        SELECT count(*) AS codes, COALESCE(SUM(CASE WHEN status = 'verified' THEN attempts - 1 ELSE attempts END), 0) AS wrong
        FROM one_time_codes WHERE instance_id = @instanceId AND target = @target AND created_at > @hourAgo
        """, new { instanceId, target, hourAgo = now.AddHours(-1) }))!;

    private string Digest(string id, string code) => kek.Digest(Purpose, id + ":" + code);

    private sealed record Spent
    {
        public long Codes { get; init; }

        public long Wrong { get; init; }
    }
}

/// <summary>Addresses of automated tests, on instances in test mode (WIRE §15).</summary>
internal static class TestIdentifiers
{
    public static bool IsTestEmailAddress(string emailAddress) => emailAddress.Split('@')[0].Contains("+clerk_test", StringComparison.Ordinal);
}

internal static class OneTimeCodeFaults
{
    public static readonly Fault Incorrect = new(422, "form_code_incorrect", "Incorrect code", "The code is not right. Check it and try again.");

    public static readonly Fault Expired = new(400, "verification_expired", "Code expired", "The code no longer works. Ask for a new one.");

    public static readonly Fault Failed = new(400, "verification_failed", "Too many attempts", "There were too many wrong codes. Ask for a new one.");

    public static readonly Fault AlreadyVerified = new(400, "verification_already_verified", "Already verified", "This has been verified already.");

    public static readonly Fault NotPrepared = new(400, "verification_missing", "Nothing to verify", "No code was sent for this attempt. Ask for one first.");

    public static readonly Fault TooMany = new(429, "too_many_requests", "Too many codes", "There were too many codes for this address lately. Wait an hour, or use another method.") { RetryAfter = 3600 };

    public static readonly Fault SentJustNow = new(429, "too_many_requests", "Code sent just now", "A code was sent a moment ago. Wait a little before asking for another.");
}

using Foyer.Server.Instances;
using Foyer.Server.Messages;
using Foyer.Server.PhoneNumbers;
using Foyer.Server.Verifications;

namespace Foyer.Server.OneTimeCodes;

/// <summary>A six-digit code to send: for which attempt, to which address or number.</summary>
internal sealed record CodeRequest
{
    /// <summary>The sign-in, sign-up, session or identification it is for.</summary>
    public required string OwnerId { get; init; }

    public string? ClientId { get; init; }

    /// <summary><c>email_code</c>, <c>phone_code</c>, <c>reset_password_email_code</c> or <c>reset_password_phone_code</c>.</summary>
    public required string Strategy { get; init; }

    /// <summary>The address's or number's id; null at sign-up.</summary>
    public string? Identification { get; init; }

    public required string Target { get; init; }

    /// <summary><c>sms</c> or <c>whatsapp</c>, as asked for; null where nobody asked, and for e-mail.</summary>
    public string? Channel { get; init; }

    public string? Locale { get; init; }

    /// <summary>Whether nothing is to be sent, because nobody has the identifier and that must not show.</summary>
    public bool IsPretended { get; init; }

    public bool IsPhone => Strategy.EndsWith("phone_code", StringComparison.Ordinal);
}

/// <summary>Sends and proves one-time codes.</summary>
internal sealed class OneTimeCodeStore(VerificationStore verifications, KeyEncryptionKey kek, Mailer mailer, SmsGuard smsGuard, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Codes to one address, and wrong codes for it, in an hour: over all attempts of all clients, since starting another
    /// sign-up costs nothing.
    /// </summary>
    public const int MaxPerHour = 30;
    private const string TestCode = "424242";
    private const string Purpose = "one_time_code";

    /// <summary>Sends a new code for an attempt; codes sent for it before are void from now on.</summary>
    /// <returns>The verification, or a fault while the cooldown of the code before lasts.</returns>
    public async Task<Outcome<VerificationRow>> Send(Tx tx, Instance instance, CodeRequest request)
    {
        DateTimeOffset now = clock.GetUtcNow();
        bool isTest = instance.TestMode && TestIdentifiers.IsTest(request.Target);
        await tx.Hold(instance.Id + request.Target);
        VerificationRow? last = await tx.One<VerificationRow>(
            "SELECT * FROM verifications WHERE owner_id = @OwnerId AND strategy = @Strategy ORDER BY created_at DESC LIMIT 1", new { request.OwnerId, request.Strategy });
        TimeSpan cooldown = TimeSpan.FromSeconds(instance.Settings.Messages.ResendCooldownInSeconds);
        if (last is not null && last.Target == request.Target && last.Status == "unverified" && now - last.CreatedAt < cooldown)
        {
            return OneTimeCodeFaults.SentJustNow with { RetryAfter = (int)Math.Ceiling((last.CreatedAt + cooldown - now).TotalSeconds) };
        }

        if (!isTest && (await SpentOn(tx, instance.Id, request.Target, now)).Codes >= MaxPerHour)
        {
            return OneTimeCodeFaults.TooMany;
        }

        if (!isTest && request.IsPhone && await smsGuard.Spend(tx, instance, request.Target) is { } refused)
        {
            return refused;
        }

        string? channel = request.IsPhone ? PhoneChannels.Choose(instance.Settings, request.Target, request.Channel) : null;
        string code = isTest ? TestCode : Secrets.NewCode();
        VerificationRow row = await verifications.Begin(tx, new NewVerification
        {
            InstanceId = instance.Id,
            OwnerId = request.OwnerId,
            ClientId = request.ClientId,
            Strategy = request.Strategy,
            Identification = request.Identification,
            Target = request.Target,
            Channel = channel,
            // A pretended code must not be guessable either, the one of tests included.
            SecretDigest = id => request.IsPretended ? Digest(id, Secrets.New("")) : Digest(id, code),
            Lifetime = Lifetime,
        });
        if (!isTest && !request.IsPretended)
        {
            Recipient to = new(channel ?? Recipient.EmailChannel, request.Target) { IdentificationId = request.Identification, Locale = request.Locale };
            await mailer.Send(tx, instance, request.Strategy.StartsWith("reset_password", StringComparison.Ordinal)
                ? new ResetPasswordCodeMessage(to, code, now + Lifetime)
                : new VerificationCodeMessage(to, code, now + Lifetime));
        }

        return row;
    }

    /// <summary>Pays for one attempt and spends the code when it is right: of many at once, one succeeds.</summary>
    /// <returns>The verification, proven; or the fault to answer. A wrong attempt stays counted.</returns>
    public async Task<Outcome<VerificationRow>> Attempt(Tx tx, string? verificationId, string code)
    {
        if (await verifications.Find(tx, verificationId) is { } sent)
        {
            await tx.Hold(sent.InstanceId + sent.Target);
        }

        if ((await verifications.Pay(tx, verificationId)).IsFault(out Fault? refused, out VerificationRow paid))
        {
            return refused;
        }

        if ((await SpentOn(tx, paid.InstanceId, paid.Target, clock.GetUtcNow())).Wrong > MaxPerHour)
        {
            return OneTimeCodeFaults.TooMany;
        }

        if (code.Length == 6 && code.All(char.IsAsciiDigit) && Secrets.Same(Digest(paid.Id, code), paid.SecretDigest))
        {
            return await verifications.Settle(tx, paid.Id, Contracts.VerificationStatus.Verified) ? paid with { Status = "verified" } : VerificationFaults.AlreadyVerified;
        }

        if (paid.Attempts >= VerificationStore.MaxAttempts)
        {
            await verifications.Settle(tx, paid.Id, Contracts.VerificationStatus.Failed);
        }

        return OneTimeCodeFaults.Incorrect.At("code");
    }

    /// <summary>What the last hour has seen of an address; a code under way counts as wrong until it is right.</summary>
    private static async Task<Spent> SpentOn(Tx tx, string instanceId, string target, DateTimeOffset now) => (await tx.One<Spent>("""
        SELECT count(*) AS codes, COALESCE(SUM(CASE WHEN status = 'verified' THEN attempts - 1 ELSE attempts END), 0) AS wrong
        FROM verifications WHERE instance_id = @instanceId AND target = @target AND created_at > @hourAgo
        """, new { instanceId, target, hourAgo = now.AddHours(-1) }))!;

    private string Digest(string id, string code) => kek.Digest(Purpose, id + ":" + code);

    private sealed record Spent
    {
        public long Codes { get; init; }

        public long Wrong { get; init; }
    }
}

/// <summary>Addresses and numbers of automated tests, on instances in test mode (WIRE §15).</summary>
internal static class TestIdentifiers
{
    public static bool IsTest(string target) => target.StartsWith('+') ? IsTestPhoneNumber(target) : IsTestEmailAddress(target);

    public static bool IsTestEmailAddress(string emailAddress) => emailAddress.Split('@')[0].Contains("+clerk_test", StringComparison.Ordinal);

    /// <summary>+1 NXX 555-0100 to 555-0199, which belong to nobody.</summary>
    public static bool IsTestPhoneNumber(string phoneNumber) => phoneNumber.Length == 12 && phoneNumber.StartsWith("+1", StringComparison.Ordinal) && phoneNumber[5..10] == "55501";
}

internal static class OneTimeCodeFaults
{
    public static readonly Fault Incorrect = new(422, "form_code_incorrect", "Incorrect code", "The code is not right. Check it and try again.");

    public static readonly Fault TooMany = new(429, "too_many_requests", "Too many codes", "There were too many codes for this address lately. Wait an hour, or use another method.") { RetryAfter = 3600 };

    public static readonly Fault SentJustNow = new(429, "too_many_requests", "Code sent just now", "A code was sent a moment ago. Wait a little before asking for another.");
}

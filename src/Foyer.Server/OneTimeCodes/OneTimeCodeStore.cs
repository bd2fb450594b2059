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

    /// <summary>Whose address or number it is; null at sign-up.</summary>
    public string? UserId { get; init; }

    /// <summary>The device that asks, for the message to name; null when unknown.</summary>
    public string? RequestedBy { get; init; }

    /// <summary>Whether nothing is to be sent, because nobody has the identifier and that must not show.</summary>
    public bool IsPretended { get; init; }

    /// <summary>Whether somebody else has it already, and who asks must not learn that: no code proves it, and its owner is told instead.</summary>
    public bool IsTaken { get; init; }

    public bool IsPhone => Strategy.EndsWith("phone_code", StringComparison.Ordinal);
}

/// <summary>Sends and proves one-time codes.</summary>
internal sealed class OneTimeCodeStore(VerificationStore verifications, SendLimits limits, KeyEncryptionKey kek, Mailer mailer, SmsGuard smsGuard, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    private const string TestCode = "424242";
    private const string Purpose = "one_time_code";

    /// <summary>Sends a new code for an attempt; codes sent for it before are void from now on.</summary>
    /// <returns>The verification, or a fault while the cooldown of the code before lasts.</returns>
    public async Task<Outcome<VerificationRow>> Send(Tx tx, Instance instance, CodeRequest request)
    {
        if (request.IsPhone && !PhoneChannels.IsKnown(request.Channel))
        {
            return RequestFaults.Value("channel");
        }

        bool isTest = instance.TestMode && TestIdentifiers.IsTest(request.Target);
        if (await limits.Check(tx, instance, request.OwnerId, request.Strategy, request.Target, isTest) is { } tooOften)
        {
            return tooOften;
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
            SecretDigest = id => request.IsPretended || request.IsTaken ? Digest(id, Secrets.New("")) : Digest(id, code),
            Lifetime = Lifetime,
        });
        if (!isTest && !request.IsPretended)
        {
            Recipient to = new(channel ?? Recipient.EmailChannel, request.Target) { IdentificationId = request.Identification, UserId = request.UserId, Locale = request.Locale };
            DateTimeOffset until = clock.GetUtcNow() + Lifetime;
            await mailer.Send(tx, instance,
                request.IsTaken ? new AccountExistsMessage(to, until, request.RequestedBy) :
                request.Strategy.StartsWith("reset_password", StringComparison.Ordinal) ? new ResetPasswordCodeMessage(to, code, until, request.RequestedBy) :
                new VerificationCodeMessage(to, code, until, request.RequestedBy));
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

        if (await limits.IsGuessedOut(tx, paid))
        {
            return SendFaults.TooMany;
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

    private string Digest(string id, string code) => kek.Digest(Purpose, id + ":" + code);
}

internal static class OneTimeCodeFaults
{
    public static readonly Fault Incorrect = new(422, "form_code_incorrect", "Incorrect code", "The code is not right. Check it and try again.");
}

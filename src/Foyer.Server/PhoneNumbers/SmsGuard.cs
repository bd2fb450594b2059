using Foyer.Server.Instances;

namespace Foyer.Server.PhoneNumbers;

/// <summary>
/// Keeps text messages from being sent for their price: bounds for one number, for a range of neighbouring numbers and for
/// the instance, and countries an operator has shut out. What is sent is counted before it is sent.
/// </summary>
internal sealed class SmsGuard(KeyEncryptionKey kek, TimeProvider clock)
{
    private const int RangeDigits = 3;
    private const string Purpose = "sms_send";

    /// <summary>Counts a message that is about to be sent to a number.</summary>
    /// <returns>The fault to answer instead of sending; null when it may go.</returns>
    public async Task<Fault?> Spend(Tx tx, Instance instance, string phoneNumber)
    {
        SmsDelivery limits = instance.Settings.Messages.Sms;
        if (PhoneNumberRules.CountryOf(phoneNumber) is { } country && limits.BlockedCountryCodes.Contains(country))
        {
            return PhoneNumberFaults.CountryBlocked.At("phone_number");
        }

        DateTimeOffset now = clock.GetUtcNow();
        DateTimeOffset hourAgo = now.AddHours(-1);
        string number = Digest(instance, phoneNumber);
        string range = Digest(instance, phoneNumber[..^RangeDigits]);
        await tx.Hold(instance.Id + ":sms");
        foreach ((string column, string digest, int max) in new[] { ("number_digest", number, limits.MaxPerNumberPerHour), ("range_digest", range, limits.MaxPerRangePerHour) })
        {
            if (await tx.One<long>($"SELECT count(*) FROM sms_sends WHERE instance_id = @Id AND {column} = @digest AND created_at > @hourAgo", new { instance.Id, digest, hourAgo }) >= max)
            {
                return PhoneNumberFaults.TooManyMessages;
            }
        }

        long sent = await tx.One<long>("SELECT count(*) FROM sms_sends WHERE instance_id = @Id AND created_at > @hourAgo", new { instance.Id, hourAgo });
        if (sent >= limits.MaxPerHour)
        {
            return PhoneNumberFaults.TooManyMessages;
        }

        await tx.Run("INSERT INTO sms_sends (id, instance_id, number_digest, range_digest, created_at) VALUES (@id, @instanceId, @number, @range, @now)",
            new { id = Ids.New("smss", now), instanceId = instance.Id, number, range, now });
        return null;
    }

    private string Digest(Instance instance, string digits) => kek.Digest(Purpose, instance.Id + ":" + digits);
}

internal static class PhoneNumberFaults
{
    public static readonly Fault CountryBlocked = new(422, "unsupported_country_code", "Country not supported", "Numbers of this country get no messages here. Use another number, or another method.");

    public static readonly Fault TooManyMessages = new(429, "too_many_requests", "Too many messages", "There were too many messages to this number or its neighbours lately. Wait an hour, or use another method.") { RetryAfter = 3600 };
}

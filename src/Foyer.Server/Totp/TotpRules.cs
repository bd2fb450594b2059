using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Foyer.Server.Totp;

/// <summary>Time-based one-time codes (RFC 6238): SHA-1, six digits, steps of 30 seconds. No I/O.</summary>
internal static class TotpRules
{
    /// <summary>Bytes of a new secret: what RFC 4226 §4 recommends.</summary>
    public const int SecretLength = 20;

    public const int Digits = 6;

    private const int StepSeconds = 30;

    /// <summary>The step a moment falls into.</summary>
    public static long StepAt(DateTimeOffset time) => time.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>The code of one step. SHA-1 is what every authenticator app computes, and as an HMAC it is not broken.</summary>
    public static string CodeAt(ReadOnlySpan<byte> secret, long step, int digits = Digits)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> mac = stackalloc byte[20];
        HMACSHA1.HashData(secret, counter, mac);
        int number = BinaryPrimitives.ReadInt32BigEndian(mac[(mac[19] & 15)..]) & 0x7FFFFFFF;
        return (number % (int)Math.Pow(10, digits)).ToString("D" + digits, CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// The step whose code this is: the present one, the one before or the one after, and later than any used already;
    /// null when there is none. Exactly six ASCII digits count as a code.
    /// </summary>
    public static long? StepOf(ReadOnlySpan<byte> secret, string code, DateTimeOffset now, long? lastUsed)
    {
        if (!IsCode(code))
        {
            return null;
        }

        long present = StepAt(now);
        long? found = null;
        foreach (long step in (ReadOnlySpan<long>)[present, present - 1, present + 1])
        {
            // All three are always computed, so the time taken says nothing of the clock of the phone.
            if (Secrets.Same(CodeAt(secret, step), code) && found is null && !(step <= lastUsed))
            {
                found = step;
            }
        }

        return found;
    }

    public static bool IsCode(string? code) => code is { Length: Digits } && code.All(char.IsAsciiDigit);

    /// <summary>What the QR code of an enrolment says.</summary>
    public static string Uri(string issuer, string account, string secret)
    {
        // A colon parts issuer and account, so neither may hold one.
        string safeIssuer = System.Uri.EscapeDataString(issuer.Replace(':', ' '));
        string safeAccount = System.Uri.EscapeDataString(account.Replace(':', ' '));
        return $"otpauth://totp/{safeIssuer}:{safeAccount}?secret={secret}&issuer={safeIssuer}&algorithm=SHA1&digits={Digits}&period={StepSeconds}";
    }
}

using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Foyer.Server.BotProtection;

/// <summary>
/// A challenge that costs the asker work and the server one hash: a number is sought which, put behind the challenge and a
/// dot, gives a SHA-256 with so many leading zero bits. Nothing of a challenge is stored; its signature says it is ours.
/// </summary>
/// <param name="InstanceId">Whose it is; part of the signature, not of the text.</param>
/// <param name="ExpireAt">When it is void, in whole seconds.</param>
/// <param name="Difficulty">Leading zero bits.</param>
/// <param name="Nonce">What makes it one of a kind.</param>
internal sealed record ProofOfWork(string InstanceId, DateTimeOffset ExpireAt, int Difficulty, string Nonce)
{
    /// <summary>First letters of every challenge, which tell a solution from an answer of Turnstile.</summary>
    public const string Prefix = "pow1.";
    private const string Purpose = "bot_challenge";
    private const int MaxLength = 300;

    /// <summary>The challenge as it is handed out.</summary>
    public string ToText(KeyEncryptionKey kek) => Unsigned + "." + Signature(kek);

    /// <summary>Reads <c>challenge.number</c>; null when it is no solution of a challenge of this instance. One hash, after the signature held.</summary>
    public static ProofOfWork? Solved(KeyEncryptionKey kek, string instanceId, string solution)
    {
        if (solution.Length > MaxLength || !solution.StartsWith(Prefix, StringComparison.Ordinal) || solution.Split('.') is not [_, var expire, var bits, { Length: > 0 } nonce, var signature, var number] ||
            !long.TryParse(expire, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds() ||
            !int.TryParse(bits, NumberStyles.None, CultureInfo.InvariantCulture, out int difficulty) || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            return null;
        }

        ProofOfWork challenge = new(instanceId, DateTimeOffset.FromUnixTimeSeconds(seconds), difficulty, nonce);
        return Secrets.Same(challenge.Signature(kek), signature) && ZeroBits(SHA256.HashData(Encoding.ASCII.GetBytes(solution))) >= difficulty ? challenge : null;
    }

    /// <summary>How many bits at the start of a hash are zero.</summary>
    public static int ZeroBits(ReadOnlySpan<byte> hash)
    {
        int whole = hash.IndexOfAnyExcept((byte)0);
        return whole < 0 ? hash.Length * 8 : (whole * 8) + BitOperations.LeadingZeroCount(hash[whole]) - 24;
    }

    private string Unsigned => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{ExpireAt.ToUnixTimeSeconds()}.{Difficulty}.{Nonce}");

    private string Signature(KeyEncryptionKey kek) => kek.Digest(Purpose, InstanceId + ":" + Unsigned);
}

using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Foyer.Server.Passwords;

/// <summary>Cost of hashing one password.</summary>
/// <param name="MemoryKiB">Memory, KiB. Default 19,456.</param>
/// <param name="Passes">Passes over it. Default 2.</param>
internal sealed record PasswordCost(int MemoryKiB = 19_456, int Passes = 2);

/// <summary>
/// Hashes passwords with Argon2id (RFC 9106), then with a key that is not in the database, into a PHC string. At most
/// one hash runs per core, and at most <see cref="WaitingLine"/> wait: sign-ins queue here, nothing else does.
/// </summary>
internal sealed class PasswordHasher(KeyEncryptionKey kek, PasswordCost cost) : IDisposable
{
    public const int WaitingLine = 64;
    private const int SaltLength = 16;
    private const int TagLength = 32;

    private readonly SemaphoreSlim _cores = new(Environment.ProcessorCount);
    private readonly byte[] _pepper = kek.Derive("password");
    private readonly byte[] _nobodySalt = RandomNumberGenerator.GetBytes(SaltLength);
    private int _waiting;

    public async Task<Outcome<string>> Hash(Secret password, CancellationToken ct)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(SaltLength);
        return (await Derive(password, salt, cost, ct)).IsFault(out Fault? fault, out byte[] tag)
            ? fault
            : $"$argon2id$v=19$m={cost.MemoryKiB},t={cost.Passes},p=1,keyid=1${B64(salt)}${B64(tag)}";
    }

    /// <summary>
    /// Whether the password is the one the hash was made of. Without a hash it works just as hard and says no: whether
    /// an account exists, or has a password, does not show in the time.
    /// </summary>
    public async Task<Outcome<bool>> Matches(Secret password, string? hash, CancellationToken ct)
    {
        Parsed? parsed = hash is null ? null : Parse(hash);
        return (await Derive(password, parsed?.Salt ?? _nobodySalt, parsed?.Cost ?? cost, ct)).IsFault(out Fault? fault, out byte[] tag)
            ? fault
            : parsed is not null & CryptographicOperations.FixedTimeEquals(tag, parsed?.Tag ?? tag);
    }

    public void Dispose() => _cores.Dispose();

    private async Task<Outcome<byte[]>> Derive(Secret password, byte[] salt, PasswordCost with, CancellationToken ct)
    {
        if (Interlocked.Increment(ref _waiting) > WaitingLine + Environment.ProcessorCount)
        {
            Interlocked.Decrement(ref _waiting);
            return RequestFaults.TooManyRequests;
        }

        try
        {
            await _cores.WaitAsync(ct);
            try
            {
                return await Task.Run(() => Compute(password, salt, with), CancellationToken.None);
            }
            finally
            {
                _cores.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private byte[] Compute(Secret password, byte[] salt, PasswordCost with)
    {
        byte[] text = Encoding.UTF8.GetBytes(password.Reveal());
        Span<byte> tag = stackalloc byte[TagLength];
        Argon2id.Hash(text, salt, with.MemoryKiB, with.Passes, 1, tag);
        CryptographicOperations.ZeroMemory(text);
        return HMACSHA256.HashData(_pepper, tag);
    }

    private static Parsed Parse(string hash)
    {
        string[] parts = hash.Split('$');
        Dictionary<string, string> settings = parts[3].Split(',').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        return new Parsed(
            new PasswordCost(int.Parse(settings["m"], CultureInfo.InvariantCulture), int.Parse(settings["t"], CultureInfo.InvariantCulture)),
            Base64Url.DecodeFromChars(parts[4]),
            Base64Url.DecodeFromChars(parts[5]));
    }

    private static string B64(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    private sealed record Parsed(PasswordCost Cost, byte[] Salt, byte[] Tag);
}

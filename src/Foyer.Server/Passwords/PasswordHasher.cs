using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Foyer.Server.Passwords.Imports;

namespace Foyer.Server.Passwords;

/// <summary>Cost of hashing one password.</summary>
/// <param name="MemoryKiB">Memory, KiB. Default 19,456.</param>
/// <param name="Passes">Passes over it. Default 2.</param>
internal sealed record PasswordCost(int MemoryKiB = 19_456, int Passes = 2);

/// <summary>What checking a password showed.</summary>
/// <param name="IsRight">Whether the hash was made of it.</param>
/// <param name="Upgraded">A hash at today's cost to keep instead; only of a right password, and only when the old hash is another system's or of another cost.</param>
internal sealed record PasswordMatch(bool IsRight, string? Upgraded = null);

/// <summary>
/// Hashes passwords with Argon2id (RFC 9106), then with a key that is not in the database, into a PHC string; and checks
/// them against hashes brought from other systems. Every computation shares one budget: one for each core at a time, and
/// memory of <see cref="PasswordCost.MemoryKiB"/> for each core; one that needs more takes several places, all of them at
/// most. At most <see cref="WaitingLine"/> wait: sign-ins queue here, nothing else does. Imported PBKDF2 hashes that wait
/// together are checked together (<see cref="Pbkdf2Checks"/>).
/// </summary>
internal sealed class PasswordHasher(KeyEncryptionKey kek, PasswordCost cost) : IDisposable
{
    public const int WaitingLine = 64;

    /// <summary>Longest password looked at, in bytes of UTF-8; work must not grow with what somebody sends.</summary>
    public const int MaxBytes = 1024;

    private const string ImportedMark = "imported";
    private const string Purpose = "imported_password";
    private const int PlaceKiB = 19_456;
    private const int SaltLength = 16;
    private const int TagLength = 32;

    private static readonly int Places = Environment.ProcessorCount;

    private readonly SemaphoreSlim _turn = new(1);
    private readonly SemaphoreSlim _places = new(Places);
    private readonly Pbkdf2Checks _pbkdf2 = new(Pbkdf2Lanes.Widest);
    private readonly byte[] _pepper = kek.Derive("password");
    private readonly byte[] _nobodySalt = RandomNumberGenerator.GetBytes(SaltLength);
    private int _waiting;

    public Task<Outcome<string>> Hash(Secret password, CancellationToken ct) => InLine(() => Compute(cost.MemoryKiB, () => New(password), ct));

    /// <summary>
    /// What to keep of a hash made elsewhere: wrapped, because some of those hashes alone would give the password away.
    /// A fault when it is not a digest of that hasher, or one too costly to check.
    /// </summary>
    public Outcome<string> Import(string hasher, string digest)
    {
        if (!ImportedHashers.Knows(hasher))
        {
            return RequestFaults.Value("password_hasher");
        }

        DigestReading reading = ImportedHashers.Read(hasher, digest);
        return reading.Digest is not null ? $"{ImportedMark}:{hasher}:{kek.Wrap(Purpose, hasher, digest)}" :
            reading.IsTooCostly ? PasswordFaults.DigestTooCostly.At("password_digest") :
            PasswordFaults.DigestInvalid.At("password_digest");
    }

    /// <summary>
    /// Whether the password is the one the hash was made of. Without a hash it works just as hard and says no: whether
    /// an account exists, or has a password, does not show in the time. An imported hash is checked beside a full
    /// computation of our own, which becomes the new hash when the password is right.
    /// </summary>
    public async Task<Outcome<PasswordMatch>> Match(Secret password, string? hash, CancellationToken ct)
    {
        if (hash?.StartsWith(ImportedMark + ":", StringComparison.Ordinal) == true)
        {
            ImportedDigest digest = OpenImported(hash);
            return await InLine(() => digest is Pbkdf2Digest { CanShareLanes: true } pbkdf2 && Fits(password)
                ? MatchTogether(password, pbkdf2, ct)
                : Compute(Math.Max(cost.MemoryKiB, digest.MemoryKiB), () => MatchImported(password, digest), ct));
        }

        Parsed? parsed = hash is null ? null : Parse(hash);
        return await InLine(() => Compute(Math.Max(cost.MemoryKiB, parsed?.Cost.MemoryKiB ?? 0), () => MatchOwn(password, parsed), ct));
    }

    public void Dispose()
    {
        _turn.Dispose();
        _places.Dispose();
    }

    private PasswordMatch MatchOwn(Secret password, Parsed? parsed)
    {
        byte[] tag = Tag(password, parsed?.Salt ?? _nobodySalt, parsed?.Cost ?? cost);
        bool isRight = CryptographicOperations.FixedTimeEquals(tag, parsed?.Tag ?? tag) & parsed is not null & Fits(password);
        return new PasswordMatch(isRight, isRight && parsed!.Cost != cost ? New(password) : null);
    }

    private PasswordMatch MatchImported(Secret password, ImportedDigest digest)
    {
        byte[] text = Encoding.UTF8.GetBytes(password.Reveal());
        bool isRight = Fits(password) && digest.Matches(text);
        CryptographicOperations.ZeroMemory(text);
        string fresh = New(password);
        return new PasswordMatch(isRight, isRight ? fresh : null);
    }

    /// <summary>As <see cref="MatchImported"/>, in two turns: whoever comes first computes the digests of all who wait, and each then their own new hash.</summary>
    private async Task<PasswordMatch> MatchTogether(Secret password, Pbkdf2Digest digest, CancellationToken ct)
    {
        Pbkdf2Check check = _pbkdf2.Add(digest, Encoding.UTF8.GetBytes(password.Reveal()));
        try
        {
            await Compute(0, () => _pbkdf2.Run(check), ct);
            bool isRight = await check.IsRight.WaitAsync(ct);
            string fresh = await Compute(cost.MemoryKiB, () => New(password), ct);
            return new PasswordMatch(isRight, isRight ? fresh : null);
        }
        finally
        {
            _pbkdf2.Leave(check);
        }
    }

    private ImportedDigest OpenImported(string hash)
    {
        string[] parts = hash.Split(':', 3);
        return ImportedHashers.Read(parts[1], kek.UnwrapText(Purpose, parts[1], parts[2])).Digest!;
    }

    /// <summary>Lets somebody into the line, or sends them away when it is full.</summary>
    private async Task<Outcome<T>> InLine<T>(Func<Task<T>> work)
    {
        try
        {
            return Interlocked.Increment(ref _waiting) > WaitingLine + Places ? RequestFaults.TooManyRequests : await work();
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private Task Compute(int memoryKiB, Action compute, CancellationToken ct) => Compute(
        memoryKiB,
        () =>
        {
            compute();
            return true;
        },
        ct);

    /// <summary>Computes when there is a place, or several when it takes more memory than one.</summary>
    private async Task<T> Compute<T>(int memoryKiB, Func<T> compute, CancellationToken ct)
    {
        int needed = Math.Clamp((memoryKiB + PlaceKiB - 1) / PlaceKiB, 1, Places);
        int taken = 0;
        try
        {
            // One at a time gathers places, so two that need several cannot hold each other up, and whoever came first goes first.
            await _turn.WaitAsync(ct);
            try
            {
                for (; taken < needed; taken++)
                {
                    await _places.WaitAsync(ct);
                }
            }
            finally
            {
                _turn.Release();
            }

            return await Task.Run(compute, CancellationToken.None);
        }
        finally
        {
            if (taken > 0)
            {
                _places.Release(taken);
            }
        }
    }

    private string New(Secret password)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(SaltLength);
        byte[] tag = Tag(password, salt, cost);
        return string.Create(CultureInfo.InvariantCulture, $"$argon2id$v=19$m={cost.MemoryKiB},t={cost.Passes},p=1,keyid=1${B64(salt)}${B64(tag)}");
    }

    private byte[] Tag(Secret password, byte[] salt, PasswordCost with)
    {
        byte[] text = Encoding.UTF8.GetBytes(password.Reveal());
        Span<byte> tag = stackalloc byte[TagLength];
        Argon2id.Hash(text.AsSpan(0, Math.Min(text.Length, MaxBytes)), salt, with.MemoryKiB, with.Passes, 1, tag);
        CryptographicOperations.ZeroMemory(text);
        return HMACSHA256.HashData(_pepper, tag);
    }

    private static bool Fits(Secret password) => Encoding.UTF8.GetByteCount(password.Reveal()) <= MaxBytes;

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

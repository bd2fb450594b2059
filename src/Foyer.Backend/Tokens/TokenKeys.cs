using Foyer.Contracts;

namespace Foyer.Backend;

/// <summary>Where a verifier's keys come from.</summary>
public abstract class TokenKeys
{
    private protected TokenKeys()
    {
    }

    /// <summary>One key, known beforehand: verification never leaves the process. The token's <c>kid</c> does not matter (WIRE §5.5).</summary>
    /// <param name="pem">The instance's public key as PEM (SPKI), RSA-2048; <c>foyer keys</c> prints it. Line ends may be written <c>\n</c>.</param>
    /// <exception cref="ArgumentException">It is not such a key.</exception>
    public static TokenKeys FromPem(string pem) => new OneKey(RsaKey.FromPem(pem));

    /// <summary>
    /// The keys of the Backend API, kept for 5 minutes, and read once more when a token names a key not among them: at most
    /// every 10 seconds, and one read at a time. When the API is down, the last keys read serve for an hour.
    /// </summary>
    /// <param name="jwks">Reads them.</param>
    /// <param name="clock">Time.</param>
    public static TokenKeys FromBackend(JwksApi jwks, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(jwks);
        ArgumentNullException.ThrowIfNull(clock);
        return new RemoteKeys(jwks, clock);
    }

    /// <summary>The key of that name, if it is at hand and still good.</summary>
    internal abstract RsaKey? Find(ReadOnlySpan<byte> kid, long now);

    /// <summary>Whether a key found earlier is still good.</summary>
    internal abstract bool Holds(RsaKey key, long now);

    /// <summary>Tries to get keys that were not at hand. Answers why it could not, or null.</summary>
    internal abstract ValueTask<string?> LoadAsync(CancellationToken ct);

    private sealed class OneKey(RsaKey key) : TokenKeys
    {
        internal override RsaKey? Find(ReadOnlySpan<byte> kid, long now) => key;

        internal override bool Holds(RsaKey known, long now) => ReferenceEquals(known, key);

        internal override ValueTask<string?> LoadAsync(CancellationToken ct) => default;
    }
}

/// <summary>Keys read from the Backend API. Times are Unix milliseconds.</summary>
internal sealed class RemoteKeys(JwksApi jwks, TimeProvider clock) : TokenKeys
{
    private const long Fresh = 5 * 60_000;
    private const long Stale = 60 * 60_000;
    private const long Patience = 10_000;
    private const long PatienceAfterFailure = 1_000;

    private readonly Lock _gate = new();
    private Snapshot _known = new([], 0, 0);
    private Task<string?> _reading = Task.FromResult<string?>(null);
    private long _nextRead;

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    internal override RsaKey? Find(ReadOnlySpan<byte> kid, long now)
    {
        Snapshot known = Volatile.Read(ref _known);
        if (now < known.GoodUntil)
        {
            foreach (RsaKey key in known.Keys)
            {
                if (key.IsNamed(kid))
                {
                    return key;
                }
            }
        }

        return null;
    }

    internal override bool Holds(RsaKey key, long now)
    {
        Snapshot known = Volatile.Read(ref _known);
        return now < known.GoodUntil && Array.IndexOf(known.Keys, key) >= 0;
    }

    internal override ValueTask<string?> LoadAsync(CancellationToken ct)
    {
        lock (_gate)
        {
            if (_reading.IsCompleted && Now >= _nextRead)
            {
                // One read serves everybody who waits, so no single caller may cancel it.
                _reading = Read();
            }

            return new ValueTask<string?>(_reading.WaitAsync(ct));
        }
    }

    private async Task<string?> Read()
    {
        BackendResult<JwksResource> answer = await jwks.GetAsync().ConfigureAwait(false);
        Snapshot last = Volatile.Read(ref _known);
        if (!answer.IsSuccess)
        {
            Volatile.Write(ref _nextRead, Now + PatienceAfterFailure);
            if (answer.Code == ErrorCodes.ClerkKeyInvalid)
            {
                return TokenReasons.SecretKeyInvalid;
            }

            if (Now < last.ReadAt + Stale)
            {
                Volatile.Write(ref _known, last with { GoodUntil = Math.Max(last.GoodUntil, Now + Patience) });
            }

            return TokenReasons.KeysFailedToLoad;
        }

        // A key that stays keeps its object: what was verified with it stays verified.
        RsaKey[] keys = [.. (answer.Value.Keys ?? []).Select(RsaKey.From).OfType<RsaKey>().Select(key => Array.Find(last.Keys, key.IsSameAs) ?? key)];
        Volatile.Write(ref _known, new Snapshot(keys, Now, Now + Fresh));
        Volatile.Write(ref _nextRead, Now + Patience);
        return keys.Length == 0 ? TokenReasons.KeysMissing : null;
    }

    private sealed record Snapshot(RsaKey[] Keys, long ReadAt, long GoodUntil);
}

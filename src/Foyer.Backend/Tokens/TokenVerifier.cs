using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Foyer.Contracts;

namespace Foyer.Backend;

/// <summary>
/// Verifies session tokens (WIRE §5.1). Made once and shared: it may be used from many threads. With a PEM it needs no
/// network; with the Backend API's keys it asks for them now and then.
/// </summary>
public sealed class TokenVerifier
{
    /// <summary>How many verified tokens are remembered by default. One takes about 3 KB.</summary>
    public const int DefaultCacheSize = 4096;

    private const int OnStack = 2048;
    private const int MaxHeader = 768;

    private readonly TokenKeys _keys;
    private readonly TimeProvider _clock;
    private readonly VerifiedTokens _seen;

    /// <summary>Makes a verifier.</summary>
    /// <param name="keys">The instance's keys.</param>
    /// <param name="clock">Time; null for the system's.</param>
    /// <param name="cacheSize">
    /// How many verified tokens to remember, so that the same token is not verified again on every request of its minute;
    /// 0 for none. A remembered token is still refused once it has expired or its key is gone.
    /// </param>
    public TokenVerifier(TokenKeys keys, TimeProvider? clock = null, int cacheSize = DefaultCacheSize)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentOutOfRangeException.ThrowIfNegative(cacheSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cacheSize, 1 << 24);
        _keys = keys;
        _clock = clock ?? TimeProvider.System;
        _seen = new VerifiedTokens(cacheSize);
    }

    /// <summary>Verifies a session token. A bad token is a verdict with a reason, never an exception.</summary>
    /// <param name="token">The compact token, as it came.</param>
    /// <param name="options">What more it must satisfy; null for <see cref="VerifyTokenOptions.Default"/>.</param>
    /// <param name="cancellationToken">Stops a read of keys.</param>
    public ValueTask<TokenVerdict> VerifyTokenAsync(string token, VerifyTokenOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(token);
        options ??= VerifyTokenOptions.Default;
        TokenVerdict verdict = Verify(token, options);
        return verdict.Reason == TokenReasons.KeyMismatch ? LoadKeysAndVerify(token, options, cancellationToken) : new ValueTask<TokenVerdict>(verdict);
    }

    /// <summary>Opens any token of the instance's session class, a handshake's for one; the payload, or why not.</summary>
    internal async ValueTask<(byte[]? Payload, string? Reason)> OpenAsync(string token, CancellationToken ct)
    {
        (byte[]? payload, string? reason) = OpenToArray(token);
        if (reason == TokenReasons.KeyMismatch)
        {
            string? failure = await _keys.LoadAsync(ct).ConfigureAwait(false);
            (payload, reason) = OpenToArray(token);
            reason = reason == TokenReasons.KeyMismatch ? failure ?? reason : reason;
        }

        return (payload, reason);
    }

    private async ValueTask<TokenVerdict> LoadKeysAndVerify(string token, VerifyTokenOptions options, CancellationToken ct)
    {
        string? failure = await _keys.LoadAsync(ct).ConfigureAwait(false);
        TokenVerdict verdict = Verify(token, options);
        return verdict.Reason == TokenReasons.KeyMismatch && failure is not null ? TokenVerdict.Refused(failure) : verdict;
    }

    private TokenVerdict Verify(string token, VerifyTokenOptions options)
    {
        long now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (_seen.Find(token) is { } seen && _keys.Holds(seen.Key, now))
        {
            return ClaimRules.Judge(seen.Claims, options, now);
        }

        if (token.Length > Jwt.MaxLength)
        {
            return TokenVerdict.Refused(TokenReasons.Invalid);
        }

        byte[]? rented = token.Length > OnStack ? ArrayPool<byte>.Shared.Rent(2 * token.Length) : null;
        Span<byte> room = rented ?? stackalloc byte[2 * OnStack];
        try
        {
            if (Open(token, now, room, out ReadOnlySpan<byte> payload, out RsaKey? key) is { } refusal)
            {
                return TokenVerdict.Refused(refusal);
            }

            SessionClaims? claims = ClaimsReader.Read(payload);
            if (claims is null)
            {
                return TokenVerdict.Refused(TokenReasons.VerificationFailed);
            }

            TokenVerdict verdict = ClaimRules.Judge(claims, options, now);
            if (verdict.IsValid)
            {
                _seen.Add(token, claims, key!);
            }

            return verdict;
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    private (byte[]? Payload, string? Reason) OpenToArray(string token)
    {
        if (token.Length > Jwt.MaxLength)
        {
            return (null, TokenReasons.Invalid);
        }

        byte[] room = new byte[2 * token.Length];
        string? refusal = Open(token, _clock.GetUtcNow().ToUnixTimeMilliseconds(), room, out ReadOnlySpan<byte> payload, out _);
        return refusal is null ? (payload.ToArray(), null) : (null, refusal);
    }

    /// <summary>Takes the token apart, finds its key and checks the signature; only then is the payload worth reading.</summary>
    private string? Open(string token, long now, Span<byte> room, out ReadOnlySpan<byte> payload, out RsaKey? key)
    {
        payload = default;
        key = null;
        if (Ascii.FromUtf16(token, room, out int length) != OperationStatus.Done)
        {
            return TokenReasons.Invalid;
        }

        ReadOnlySpan<byte> text = room[..length];
        int first = text.IndexOf((byte)'.');
        int last = text.LastIndexOf((byte)'.');
        if (first < 0 || last == first || text[(first + 1)..last].Contains((byte)'.'))
        {
            return TokenReasons.Invalid;
        }

        Span<byte> header = stackalloc byte[MaxHeader];
        Span<byte> kid = stackalloc byte[TokenHeader.MaxKid];
        if (!StrictBase64Url.TryDecode(text[..first], header, out int headerLength))
        {
            return TokenReasons.Invalid;
        }

        if (TokenHeader.Check(header[..headerLength], kid, out int kidLength) is { } refusal)
        {
            return refusal;
        }

        Span<byte> signature = stackalloc byte[RsaKey.Size + 2];
        Span<byte> decoded = room[length..];
        if (!StrictBase64Url.TryDecode(text[(first + 1)..last], decoded, out int payloadLength))
        {
            return TokenReasons.Invalid;
        }

        key = _keys.Find(kid[..kidLength], now);
        if (key is null)
        {
            return TokenReasons.KeyMismatch;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..last], hash);
        if (!StrictBase64Url.TryDecode(text[(last + 1)..], signature, out int signatureLength) || signatureLength != RsaKey.Size || !key.Verifies(hash, signature[..RsaKey.Size]))
        {
            return TokenReasons.InvalidSignature;
        }

        payload = decoded[..payloadLength];
        return null;
    }
}

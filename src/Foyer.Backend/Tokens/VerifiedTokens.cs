using System.Numerics;
using System.Runtime.InteropServices;
using Foyer.Contracts;

namespace Foyer.Backend;

/// <summary>
/// Tokens seen before and found good: an app meets the same one on every request of its minute. A fixed number of places,
/// the newest token takes the place; a hit means every character equal, by a key that still counts.
/// </summary>
internal sealed class VerifiedTokens
{
    private const int Tail = 16;

    private readonly Entry?[] _places;

    /// <param name="capacity">How many tokens to remember, rounded up to a power of two; 0 for none.</param>
    public VerifiedTokens(int capacity) => _places = capacity == 0 ? [] : new Entry?[BitOperations.RoundUpToPowerOf2((uint)capacity)];

    public Entry? Find(string token) =>
        _places.Length > 0 && token.Length >= Tail && Volatile.Read(ref Place(token)) is { } entry && string.Equals(entry.Token, token, StringComparison.Ordinal)
            ? entry
            : null;

    public void Add(string token, SessionClaims claims, RsaKey key)
    {
        if (_places.Length > 0)
        {
            Volatile.Write(ref Place(token), new Entry(token, claims, key));
        }
    }

    // The end of a signature nobody but the key's owner can choose: as good as random.
    private ref Entry? Place(string token)
    {
        ReadOnlySpan<ulong> tail = MemoryMarshal.Cast<char, ulong>(token.AsSpan(token.Length - Tail));
        ulong mixed = tail[0] ^ BitOperations.RotateLeft(tail[1], 19) ^ BitOperations.RotateLeft(tail[2], 37) ^ BitOperations.RotateLeft(tail[3], 53);
        return ref _places[(int)((mixed * 0x9E3779B97F4A7C15UL) >> 33) & (_places.Length - 1)];
    }

    internal sealed record Entry(string Token, SessionClaims Claims, RsaKey Key);
}

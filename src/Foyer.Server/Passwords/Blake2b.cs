using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Foyer.Server.Passwords;

/// <summary>BLAKE2b without a key (RFC 7693), fed piece by piece: the hash inside Argon2. Use once, then drop.</summary>
[StructLayout(LayoutKind.Auto)]
internal ref struct Blake2b
{
    /// <summary>The longest digest, in bytes.</summary>
    public const int MaxDigestLength = 64;

    private const int BlockLength = 128;
    private const int Rounds = 12;

    private State _state;
    private Block _block;
    private int _filled;
    private ulong _counted;
    private readonly int _digestLength;

    /// <param name="digestLength">Bytes to be asked of <see cref="Finish"/>, 1 to 64; part of what is hashed.</param>
    public Blake2b(int digestLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(digestLength, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(digestLength, MaxDigestLength);

        _digestLength = digestLength;
        InitialState.CopyTo(_state);
        _state[0] ^= 0x0101_0000UL ^ (ulong)digestLength;
    }

    /// <summary>Hashes one message in one step; the digest's length is the span's.</summary>
    public static void Hash(ReadOnlySpan<byte> message, Span<byte> digest)
    {
        Blake2b hash = new(digest.Length);
        hash.Append(message);
        hash.Finish(digest);
    }

    public void Append(scoped ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            // A full block waits until more arrives: the last one is marked as such, even when it is full.
            if (_filled == BlockLength)
            {
                _counted += BlockLength;
                Compress(last: false);
                _filled = 0;
            }

            int taken = Math.Min(BlockLength - _filled, bytes.Length);
            bytes[..taken].CopyTo(_block[_filled..]);
            _filled += taken;
            bytes = bytes[taken..];
        }
    }

    /// <summary>Appends a number as four bytes, least significant first.</summary>
    public void Append(int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        Append(bytes);
    }

    /// <summary>Writes the digest and wipes what was hashed.</summary>
    public void Finish(scoped Span<byte> digest)
    {
        _block[_filled..].Clear();
        _counted += (ulong)_filled;
        Compress(last: true);

        Span<byte> words = stackalloc byte[MaxDigestLength];
        for (int i = 0; i < 8; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(words[(i * 8)..], _state[i]);
        }

        words[.._digestLength].CopyTo(digest);
        CryptographicOperations.ZeroMemory(words);
        CryptographicOperations.ZeroMemory(_block);
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes((Span<ulong>)_state));
    }

    // RFC 7693 §3.2: the compression function F.
    private void Compress(bool last)
    {
        Span<ulong> v = stackalloc ulong[16];
        Span<ulong> m = stackalloc ulong[16];
        ((ReadOnlySpan<ulong>)_state).CopyTo(v);
        InitialState.CopyTo(v[8..]);
        v[12] ^= _counted;
        v[14] ^= last ? ulong.MaxValue : 0;
        for (int i = 0; i < 16; i++)
        {
            m[i] = BinaryPrimitives.ReadUInt64LittleEndian(_block[(i * 8)..]);
        }

        for (int round = 0; round < Rounds; round++)
        {
            ReadOnlySpan<byte> s = Schedule.Slice(round % 10 * 16, 16);
            Mix(v, 0, 4, 8, 12, m[s[0]], m[s[1]]);
            Mix(v, 1, 5, 9, 13, m[s[2]], m[s[3]]);
            Mix(v, 2, 6, 10, 14, m[s[4]], m[s[5]]);
            Mix(v, 3, 7, 11, 15, m[s[6]], m[s[7]]);
            Mix(v, 0, 5, 10, 15, m[s[8]], m[s[9]]);
            Mix(v, 1, 6, 11, 12, m[s[10]], m[s[11]]);
            Mix(v, 2, 7, 8, 13, m[s[12]], m[s[13]]);
            Mix(v, 3, 4, 9, 14, m[s[14]], m[s[15]]);
        }

        for (int i = 0; i < 8; i++)
        {
            _state[i] ^= v[i] ^ v[i + 8];
        }

        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(m));
    }

    // RFC 7693 §3.1: the mixing function G.
    private static void Mix(Span<ulong> v, int a, int b, int c, int d, ulong x, ulong y)
    {
        v[a] += v[b] + x;
        v[d] = BitOperations.RotateRight(v[d] ^ v[a], 32);
        v[c] += v[d];
        v[b] = BitOperations.RotateRight(v[b] ^ v[c], 24);
        v[a] += v[b] + y;
        v[d] = BitOperations.RotateRight(v[d] ^ v[a], 16);
        v[c] += v[d];
        v[b] = BitOperations.RotateRight(v[b] ^ v[c], 63);
    }

    // RFC 7693 §2.6: the fractions of the square roots of the first eight primes.
    private static ReadOnlySpan<ulong> InitialState =>
    [
        0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
        0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
    ];

    // RFC 7693 §2.7: which message word each mixing step takes, by round.
    private static ReadOnlySpan<byte> Schedule =>
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3,
        11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4,
        7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8,
        9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13,
        2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9,
        12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11,
        13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10,
        6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5,
        10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0,
    ];

    [InlineArray(8)]
    private struct State
    {
        private ulong _word;
    }

    [InlineArray(BlockLength)]
    private struct Block
    {
        private byte _byte;
    }
}

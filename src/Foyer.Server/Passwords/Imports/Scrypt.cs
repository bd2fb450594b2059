using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Foyer.Server.Passwords.Imports;

/// <summary>scrypt (RFC 7914), for hashes brought from elsewhere.</summary>
internal static unsafe class Scrypt
{
    private const int BlockWords = 16;

    /// <summary>Bytes of the large table.</summary>
    public static long Memory(int n, int r) => 128L * n * r;

    /// <summary>Derives <paramref name="output"/>; <paramref name="n"/> is a power of two.</summary>
    public static void Derive(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int n, int r, int p, Span<byte> output)
    {
        int length = 128 * r;
        byte[] blocks = new byte[length * p];
        Rfc2898DeriveBytes.Pbkdf2(password, salt, blocks, 1, HashAlgorithmName.SHA256);

        // The table is native memory: it is wiped and given back at once, and the collector never sees it.
        nuint size = (nuint)(Memory(n, r) + (2 * length));
        uint* table = (uint*)NativeMemory.AlignedAlloc(size, 64);
        try
        {
            int words = length / sizeof(uint);
            uint* block = table + ((long)words * n);
            for (int lane = 0; lane < p; lane++)
            {
                Span<byte> bytes = blocks.AsSpan(lane * length, length);
                // RFC 7914 reads words in little-endian order.
                bytes.CopyTo(new Span<byte>(block, length));
                if (!BitConverter.IsLittleEndian)
                {
                    Reverse(new Span<uint>(block, words));
                }

                MixTable(block, block + words, table, n, r);
                if (!BitConverter.IsLittleEndian)
                {
                    Reverse(new Span<uint>(block, words));
                }

                new Span<byte>(block, length).CopyTo(bytes);
            }
        }
        finally
        {
            NativeMemory.Clear(table, size);
            NativeMemory.AlignedFree(table);
        }

        Rfc2898DeriveBytes.Pbkdf2(password, blocks, output, 1, HashAlgorithmName.SHA256);
        CryptographicOperations.ZeroMemory(blocks);
    }

    // §5: fill the table step by step, then read it in an order the data decides.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MixTable(uint* block, uint* spare, uint* table, int n, int r)
    {
        int words = 2 * r * BlockWords;
        for (int at = 0; at < n; at++)
        {
            uint* row = table + ((long)at * words);
            new Span<uint>(block, words).CopyTo(new Span<uint>(row, words));
            MixBlock(row, block, r);
        }

        for (int at = 0; at < n; at++)
        {
            uint* row = table + ((block[words - BlockWords] & (uint)(n - 1)) * (long)words);
            for (int word = 0; word < words; word += Vector<uint>.Count)
            {
                Unsafe.WriteUnaligned(spare + word, Unsafe.ReadUnaligned<Vector<uint>>(block + word) ^ Unsafe.ReadUnaligned<Vector<uint>>(row + word));
            }

            MixBlock(spare, block, r);
        }
    }

    // §4: Salsa20/8 over the sub-blocks in turn; even results first, odd ones after.
    private static void MixBlock(uint* input, uint* output, int r)
    {
        uint* x = stackalloc uint[BlockWords];
        new Span<uint>(input + (((2 * r) - 1) * BlockWords), BlockWords).CopyTo(new Span<uint>(x, BlockWords));
        for (int at = 0; at < 2 * r; at++)
        {
            uint* piece = input + (at * BlockWords);
            for (int word = 0; word < BlockWords; word++)
            {
                x[word] ^= piece[word];
            }

            Salsa(x);
            new Span<uint>(x, BlockWords).CopyTo(new Span<uint>(output + (((at / 2) + (at % 2 * r)) * BlockWords), BlockWords));
        }
    }

    // §3: eight rounds, columns and rows in turn.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Salsa(uint* block)
    {
        uint x0 = block[0], x1 = block[1], x2 = block[2], x3 = block[3], x4 = block[4], x5 = block[5], x6 = block[6], x7 = block[7];
        uint x8 = block[8], x9 = block[9], x10 = block[10], x11 = block[11], x12 = block[12], x13 = block[13], x14 = block[14], x15 = block[15];
        for (int round = 0; round < 8; round += 2)
        {
            Quarter(x0, ref x4, ref x8, ref x12, ref x0);
            Quarter(x5, ref x9, ref x13, ref x1, ref x5);
            Quarter(x10, ref x14, ref x2, ref x6, ref x10);
            Quarter(x15, ref x3, ref x7, ref x11, ref x15);
            Quarter(x0, ref x1, ref x2, ref x3, ref x0);
            Quarter(x5, ref x6, ref x7, ref x4, ref x5);
            Quarter(x10, ref x11, ref x8, ref x9, ref x10);
            Quarter(x15, ref x12, ref x13, ref x14, ref x15);
        }

        block[0] += x0;
        block[1] += x1;
        block[2] += x2;
        block[3] += x3;
        block[4] += x4;
        block[5] += x5;
        block[6] += x6;
        block[7] += x7;
        block[8] += x8;
        block[9] += x9;
        block[10] += x10;
        block[11] += x11;
        block[12] += x12;
        block[13] += x13;
        block[14] += x14;
        block[15] += x15;
    }

    // One quarter: b, c, d and a itself change, each by the sum of the two before it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarter(uint start, ref uint b, ref uint c, ref uint d, ref uint a)
    {
        b ^= BitOperations.RotateLeft(start + d, 7);
        c ^= BitOperations.RotateLeft(b + start, 9);
        d ^= BitOperations.RotateLeft(c + b, 13);
        a ^= BitOperations.RotateLeft(d + c, 18);
    }

    private static void Reverse(Span<uint> words)
    {
        for (int at = 0; at < words.Length; at++)
        {
            words[at] = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(words[at]);
        }
    }
}

using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;

namespace Foyer.Server.Passwords.Imports;

/// <summary>One computation of PBKDF2 among others.</summary>
/// <param name="Password">The password; any length.</param>
/// <param name="Salt">The salt; any length.</param>
/// <param name="Iterations">How often [1 or more].</param>
internal readonly record struct Pbkdf2Input(byte[] Password, byte[] Salt, int Iterations);

/// <summary>How many bits of registers the lanes are spread over; the answer is the same, the time is not.</summary>
internal enum LaneWidth
{
    /// <summary>The processor has no registers wide enough: one computation at a time, by the framework.</summary>
    None,
    Avx2,
    Avx512,
}

/// <summary>
/// PBKDF2 (RFC 8018) with HMAC of SHA-512 or SHA-256, for several passwords in the lanes of one core. A lone one is
/// quicker with the framework; a full set of lanes takes little longer than that lone one.
/// </summary>
internal static class Pbkdf2Lanes
{
    /// <summary>What this processor has, narrowest first.</summary>
    public static IReadOnlyList<LaneWidth> Supported { get; } =
    [
        LaneWidth.None,
        .. Avx2.IsSupported ? [LaneWidth.Avx2] : Array.Empty<LaneWidth>(),
        .. Avx512F.IsSupported ? [LaneWidth.Avx512] : Array.Empty<LaneWidth>(),
    ];

    public static LaneWidth Widest { get; } = Supported[^1];

    /// <summary>Most computations that go together; 1 when the hash or the processor has no lanes.</summary>
    public static int Count(HashAlgorithmName algorithm, LaneWidth width) =>
        width is LaneWidth.None || WordSize(algorithm) is not { } size ? 1 : (width is LaneWidth.Avx512 ? Vector512<byte>.Count : Vector256<byte>.Count) / size;

    /// <summary>
    /// Fewest that are quicker together than one after another: what a set of lanes costs, in lone computations by the framework,
    /// which has processor instructions for SHA-256 and for SHA-512 seldom.
    /// </summary>
    public static int Fewest(HashAlgorithmName algorithm, LaneWidth width) =>
        Math.Max(2, Count(algorithm, width) / (width is LaneWidth.Avx512 ? 4 : 2));

    /// <summary>Derives the first hash-length bytes for each input, of at most <see cref="Count"/>.</summary>
    /// <param name="width">A width the processor has.</param>
    /// <param name="algorithm">SHA-512 or SHA-256.</param>
    /// <param name="inputs">Ordered by iterations: whoever has few need not wait for the others.</param>
    /// <param name="derived">Receives each input's number and derived bytes, which are wiped afterwards.</param>
    public static void Derive(LaneWidth width, HashAlgorithmName algorithm, IReadOnlyList<Pbkdf2Input> inputs, Action<int, ReadOnlySpan<byte>> derived)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(inputs.Count, Count(algorithm, width));
        switch (width, WordSize(algorithm))
        {
            case (LaneWidth.Avx512, sizeof(ulong)): Pbkdf2Lanes<ulong, Vector512<ulong>, Avx512Lanes<ulong>>.Derive(algorithm, inputs, derived); break;
            case (LaneWidth.Avx512, sizeof(uint)): Pbkdf2Lanes<uint, Vector512<uint>, Avx512Lanes<uint>>.Derive(algorithm, inputs, derived); break;
            case (LaneWidth.Avx2, sizeof(ulong)): Pbkdf2Lanes<ulong, Vector256<ulong>, Avx2Lanes<ulong>>.Derive(algorithm, inputs, derived); break;
            case (LaneWidth.Avx2, sizeof(uint)): Pbkdf2Lanes<uint, Vector256<uint>, Avx2Lanes<uint>>.Derive(algorithm, inputs, derived); break;
            default: throw new ArgumentOutOfRangeException(nameof(algorithm));
        }
    }

    /// <summary>Bytes in a word of the hash; null when there are no lanes for it.</summary>
    private static int? WordSize(HashAlgorithmName algorithm) =>
        algorithm == HashAlgorithmName.SHA512 ? sizeof(ulong) :
        algorithm == HashAlgorithmName.SHA256 ? sizeof(uint) :
        null;
}

/// <summary>The same for one width and one size of word.</summary>
internal static unsafe class Pbkdf2Lanes<TWord, TWords, TLanes>
    where TWord : unmanaged, IBinaryInteger<TWord>
    where TWords : unmanaged
    where TLanes : struct, ILanes<TWord, TWords>
{
    private const int StateWords = Sha2Lanes<TWord, TWords, TLanes>.StateWords;
    private const int BlockWords = Sha2Lanes<TWord, TWords, TLanes>.BlockWords;
    private const byte InnerPad = 0x36;
    private const byte OuterPad = 0x5C;

    private static int Lanes => sizeof(TWords) / sizeof(TWord);

    private static int BlockLength => BlockWords * sizeof(TWord);

    private static int HashLength => StateWords * sizeof(TWord);

    public static void Derive(HashAlgorithmName algorithm, IReadOnlyList<Pbkdf2Input> inputs, Action<int, ReadOnlySpan<byte>> derived)
    {
        nuint size = (nuint)(((4 * StateWords) + BlockWords) * sizeof(TWords));
        TWords* memory = (TWords*)NativeMemory.AlignedAlloc(size, (nuint)sizeof(TWords));
        NativeMemory.Clear(memory, size);
        try
        {
            TWords* inner = memory, outer = inner + StateWords, last = outer + StateWords, sum = last + StateWords, block = sum + StateWords;
            Key(inner, block, algorithm, inputs, InnerPad);
            Key(outer, block, algorithm, inputs, OuterPad);
            First(last, algorithm, inputs);
            new Span<TWords>(last, StateWords).CopyTo(new Span<TWords>(sum, StateWords));

            Span<byte> hash = stackalloc byte[HashLength];
            for (int lane = 0, iteration = 1; lane < inputs.Count; lane++)
            {
                for (; iteration < inputs[lane].Iterations; iteration++)
                {
                    Hmac(inner, outer, last, block);
                    for (int i = 0; i < StateWords; i++)
                    {
                        sum[i] = TLanes.Xor(sum[i], last[i]);
                    }
                }

                Read(sum, lane, hash);
                derived(lane, hash);
            }

            CryptographicOperations.ZeroMemory(hash);
        }
        finally
        {
            NativeMemory.Clear(memory, size);
            NativeMemory.AlignedFree(memory);
        }
    }

    /// <summary>The state after the padded key's block, which every HMAC of the lane begins with.</summary>
    private static void Key(TWords* state, TWords* block, HashAlgorithmName algorithm, IReadOnlyList<Pbkdf2Input> inputs, byte pad)
    {
        Span<byte> key = stackalloc byte[BlockLength];
        for (int lane = 0; lane < inputs.Count; lane++)
        {
            byte[] password = inputs[lane].Password;
            key.Clear();
            if (password.Length > BlockLength)
            {
                CryptographicOperations.HashData(algorithm, password, key);
            }
            else
            {
                password.CopyTo(key);
            }

            for (int i = 0; i < key.Length; i++)
            {
                key[i] ^= pad;
            }

            Write(key, block, lane);
        }

        CryptographicOperations.ZeroMemory(key);
        Sha2Lanes<TWord, TWords, TLanes>.Start(state);
        Sha2Lanes<TWord, TWords, TLanes>.Compress(state, block);
    }

    /// <summary>The first HMAC, over the salt and the number of the block, which may be of any length.</summary>
    private static void First(TWords* state, HashAlgorithmName algorithm, IReadOnlyList<Pbkdf2Input> inputs)
    {
        Span<byte> hash = stackalloc byte[HashLength];
        for (int lane = 0; lane < inputs.Count; lane++)
        {
            CryptographicOperations.HmacData(algorithm, inputs[lane].Password, [.. inputs[lane].Salt, 0, 0, 0, 1], hash);
            Write(hash, state, lane);
        }

        CryptographicOperations.ZeroMemory(hash);
    }

    /// <summary>Replaces a text of one hash's length by its HMAC.</summary>
    private static void Hmac(TWords* inner, TWords* outer, TWords* text, TWords* block)
    {
        Fill(block, text);
        Copy(inner, text);
        Sha2Lanes<TWord, TWords, TLanes>.Compress(text, block);
        Fill(block, text);
        Copy(outer, text);
        Sha2Lanes<TWord, TWords, TLanes>.Compress(text, block);
    }

    /// <summary>The last block of a message: a hash, the bit that ends it, and its length with the key's block before it.</summary>
    private static void Fill(TWords* block, TWords* hash)
    {
        Copy(hash, block);
        block[StateWords] = TLanes.Fill(TWord.RotateRight(TWord.One, 1));
        for (int i = StateWords + 1; i < BlockWords - 1; i++)
        {
            block[i] = default;
        }

        block[BlockWords - 1] = TLanes.Fill(TWord.CreateTruncating((BlockLength + HashLength) * 8));
    }

    private static void Copy(TWords* from, TWords* to)
    {
        for (int i = 0; i < StateWords; i++)
        {
            to[i] = from[i];
        }
    }

    private static void Write(ReadOnlySpan<byte> bytes, TWords* to, int lane)
    {
        TWord* words = (TWord*)to + lane;
        for (int i = 0; i < bytes.Length / sizeof(TWord); i++)
        {
            words[i * Lanes] = TWord.ReadBigEndian(bytes.Slice(i * sizeof(TWord), sizeof(TWord)), isUnsigned: true);
        }
    }

    private static void Read(TWords* from, int lane, Span<byte> bytes)
    {
        TWord* words = (TWord*)from + lane;
        for (int i = 0; i < bytes.Length / sizeof(TWord); i++)
        {
            words[i * Lanes].WriteBigEndian(bytes[(i * sizeof(TWord))..]);
        }
    }
}

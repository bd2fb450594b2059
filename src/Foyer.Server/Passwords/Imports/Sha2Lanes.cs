using System.Numerics;
using System.Runtime.CompilerServices;

namespace Foyer.Server.Passwords.Imports;

/// <summary>
/// SHA-512 and SHA-256 (FIPS 180-4) of several texts at once, a text in each lane. They differ in the size of a word, the
/// amounts of rotation and the number of rounds; their constants are the same fractions, to 64 or to 32 bits.
/// </summary>
internal static unsafe class Sha2Lanes<TWord, TWords, TLanes>
    where TWord : unmanaged, IBinaryInteger<TWord>
    where TWords : unmanaged
    where TLanes : struct, ILanes<TWord, TWords>
{
    /// <summary>Words of the state, and of a hash.</summary>
    public const int StateWords = 8;

    public const int BlockWords = 16;

    private static readonly TWord[] RoundConstants = [.. Sha2Constants.CubeRoots[..(Is512 ? 80 : 64)].ToArray().Select(FirstBits)];

    private static bool Is512 => sizeof(TWord) == sizeof(ulong);

    /// <summary>Sets every lane to the state before the first block.</summary>
    public static void Start(TWords* state)
    {
        for (int i = 0; i < StateWords; i++)
        {
            state[i] = TLanes.Fill(FirstBits(Sha2Constants.SquareRoots[i]));
        }
    }

    /// <summary>Takes a block of every lane into its state. The block is used up: the message schedule is computed where it stands.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compress(TWords* state, TWords* block)
    {
        TWords a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
        fixed (TWord* constants = RoundConstants)
        {
            for (int round = 0; ; round += BlockWords)
            {
                // The names move on by one at each round, so nothing has to be moved between registers.
                for (int i = 0; i < BlockWords; i += 8)
                {
                    TWords* word = block + i;
                    TWord* constant = constants + round + i;
                    Round(a, b, c, ref d, e, f, g, ref h, word[0], constant[0]);
                    Round(h, a, b, ref c, d, e, f, ref g, word[1], constant[1]);
                    Round(g, h, a, ref b, c, d, e, ref f, word[2], constant[2]);
                    Round(f, g, h, ref a, b, c, d, ref e, word[3], constant[3]);
                    Round(e, f, g, ref h, a, b, c, ref d, word[4], constant[4]);
                    Round(d, e, f, ref g, h, a, b, ref c, word[5], constant[5]);
                    Round(c, d, e, ref f, g, h, a, ref b, word[6], constant[6]);
                    Round(b, c, d, ref e, f, g, h, ref a, word[7], constant[7]);
                }

                if (round + BlockWords == (Is512 ? 80 : 64))
                {
                    break;
                }

                for (int i = 0; i < BlockWords; i++)
                {
                    TWords sum = TLanes.Add(SmallSigma0(block[(i + 1) & 15]), SmallSigma1(block[(i + 14) & 15]));
                    block[i] = TLanes.Add(TLanes.Add(block[i], block[(i + 9) & 15]), sum);
                }
            }
        }

        state[0] = TLanes.Add(state[0], a);
        state[1] = TLanes.Add(state[1], b);
        state[2] = TLanes.Add(state[2], c);
        state[3] = TLanes.Add(state[3], d);
        state[4] = TLanes.Add(state[4], e);
        state[5] = TLanes.Add(state[5], f);
        state[6] = TLanes.Add(state[6], g);
        state[7] = TLanes.Add(state[7], h);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(TWords a, TWords b, TWords c, ref TWords d, TWords e, TWords f, TWords g, ref TWords h, TWords word, TWord constant)
    {
        TWords fed = TLanes.Add(TLanes.Add(h, TLanes.Add(word, TLanes.Fill(constant))), TLanes.Add(BigSigma1(e), TLanes.Choose(e, f, g)));
        d = TLanes.Add(d, fed);
        h = TLanes.Add(fed, TLanes.Add(BigSigma0(a), TLanes.Majority(a, b, c)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TWords BigSigma0(TWords x) => Is512
        ? TLanes.Xor(TLanes.RotateRight(x, 28), TLanes.RotateRight(x, 34), TLanes.RotateRight(x, 39))
        : TLanes.Xor(TLanes.RotateRight(x, 2), TLanes.RotateRight(x, 13), TLanes.RotateRight(x, 22));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TWords BigSigma1(TWords x) => Is512
        ? TLanes.Xor(TLanes.RotateRight(x, 14), TLanes.RotateRight(x, 18), TLanes.RotateRight(x, 41))
        : TLanes.Xor(TLanes.RotateRight(x, 6), TLanes.RotateRight(x, 11), TLanes.RotateRight(x, 25));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TWords SmallSigma0(TWords x) => Is512
        ? TLanes.Xor(TLanes.RotateRight(x, 1), TLanes.RotateRight(x, 8), TLanes.ShiftRight(x, 7))
        : TLanes.Xor(TLanes.RotateRight(x, 7), TLanes.RotateRight(x, 18), TLanes.ShiftRight(x, 3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TWords SmallSigma1(TWords x) => Is512
        ? TLanes.Xor(TLanes.RotateRight(x, 19), TLanes.RotateRight(x, 61), TLanes.ShiftRight(x, 6))
        : TLanes.Xor(TLanes.RotateRight(x, 17), TLanes.RotateRight(x, 19), TLanes.ShiftRight(x, 10));

    private static TWord FirstBits(ulong fraction) => TWord.CreateTruncating(Is512 ? fraction : fraction >> 32);
}

/// <summary>The numbers SHA-2 begins with: the fractional parts of roots of the first primes, to 64 bits.</summary>
internal static class Sha2Constants
{
    /// <summary>Of the first 8 primes.</summary>
    public static ReadOnlySpan<ulong> SquareRoots =>
    [
        0x6A09E667_F3BCC908, 0xBB67AE85_84CAA73B, 0x3C6EF372_FE94F82B, 0xA54FF53A_5F1D36F1,
        0x510E527F_ADE682D1, 0x9B05688C_2B3E6C1F, 0x1F83D9AB_FB41BD6B, 0x5BE0CD19_137E2179,
    ];

    /// <summary>Of the first 80 primes.</summary>
    public static ReadOnlySpan<ulong> CubeRoots =>
    [
        0x428A2F98_D728AE22, 0x71374491_23EF65CD, 0xB5C0FBCF_EC4D3B2F, 0xE9B5DBA5_8189DBBC,
        0x3956C25B_F348B538, 0x59F111F1_B605D019, 0x923F82A4_AF194F9B, 0xAB1C5ED5_DA6D8118,
        0xD807AA98_A3030242, 0x12835B01_45706FBE, 0x243185BE_4EE4B28C, 0x550C7DC3_D5FFB4E2,
        0x72BE5D74_F27B896F, 0x80DEB1FE_3B1696B1, 0x9BDC06A7_25C71235, 0xC19BF174_CF692694,
        0xE49B69C1_9EF14AD2, 0xEFBE4786_384F25E3, 0x0FC19DC6_8B8CD5B5, 0x240CA1CC_77AC9C65,
        0x2DE92C6F_592B0275, 0x4A7484AA_6EA6E483, 0x5CB0A9DC_BD41FBD4, 0x76F988DA_831153B5,
        0x983E5152_EE66DFAB, 0xA831C66D_2DB43210, 0xB00327C8_98FB213F, 0xBF597FC7_BEEF0EE4,
        0xC6E00BF3_3DA88FC2, 0xD5A79147_930AA725, 0x06CA6351_E003826F, 0x14292967_0A0E6E70,
        0x27B70A85_46D22FFC, 0x2E1B2138_5C26C926, 0x4D2C6DFC_5AC42AED, 0x53380D13_9D95B3DF,
        0x650A7354_8BAF63DE, 0x766A0ABB_3C77B2A8, 0x81C2C92E_47EDAEE6, 0x92722C85_1482353B,
        0xA2BFE8A1_4CF10364, 0xA81A664B_BC423001, 0xC24B8B70_D0F89791, 0xC76C51A3_0654BE30,
        0xD192E819_D6EF5218, 0xD6990624_5565A910, 0xF40E3585_5771202A, 0x106AA070_32BBD1B8,
        0x19A4C116_B8D2D0C8, 0x1E376C08_5141AB53, 0x2748774C_DF8EEB99, 0x34B0BCB5_E19B48A8,
        0x391C0CB3_C5C95A63, 0x4ED8AA4A_E3418ACB, 0x5B9CCA4F_7763E373, 0x682E6FF3_D6B2B8A3,
        0x748F82EE_5DEFB2FC, 0x78A5636F_43172F60, 0x84C87814_A1F0AB72, 0x8CC70208_1A6439EC,
        0x90BEFFFA_23631E28, 0xA4506CEB_DE82BDE9, 0xBEF9A3F7_B2C67915, 0xC67178F2_E372532B,
        0xCA273ECE_EA26619C, 0xD186B8C7_21C0C207, 0xEADA7DD6_CDE0EB1E, 0xF57D4F7F_EE6ED178,
        0x06F067AA_72176FBA, 0x0A637DC5_A2C898A6, 0x113F9804_BEF90DAE, 0x1B710B35_131C471B,
        0x28DB77F5_23047D84, 0x32CAAB7B_40C72493, 0x3C9EBE0A_15C9BEBC, 0x431D67C4_9C100D4C,
        0x4CC5D4BE_CB3E42B6, 0x597F299C_FC657E2A, 0x5FCB6FAB_3AD6FAEC, 0x6C44198C_4A475817,
    ];
}

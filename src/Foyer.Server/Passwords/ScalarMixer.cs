using System.Numerics;
using System.Runtime.CompilerServices;

namespace Foyer.Server.Passwords;

/// <summary>The mixer for every processor: one word at a time, as the RFC writes it.</summary>
internal readonly unsafe struct ScalarMixer : IArgon2Mixer
{
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Mix(ulong* previous, ulong* reference, ulong* next, bool overOld)
    {
        ulong* mixed = stackalloc ulong[Argon2id.WordsPerBlock];
        for (int i = 0; i < Argon2id.WordsPerBlock; i++)
        {
            mixed[i] = previous[i] ^ reference[i];
        }

        for (int row = 0; row < 8; row++)
        {
            Permute(mixed + (16 * row), pair: 2);
        }

        for (int column = 0; column < 8; column++)
        {
            Permute(mixed + (2 * column), pair: 16);
        }

        for (int i = 0; i < Argon2id.WordsPerBlock; i++)
        {
            ulong word = mixed[i] ^ previous[i] ^ reference[i];
            next[i] = overOld ? word ^ next[i] : word;
        }
    }

    // RFC 9106 §3.6: the permutation P over eight pairs of words, each pair so many words after the one before.
    private static void Permute(ulong* v, int pair)
    {
        ulong* p1 = v + pair, p2 = p1 + pair, p3 = p2 + pair, p4 = p3 + pair, p5 = p4 + pair, p6 = p5 + pair, p7 = p6 + pair;

        Quarter(ref v[0], ref p2[0], ref p4[0], ref p6[0]);
        Quarter(ref v[1], ref p2[1], ref p4[1], ref p6[1]);
        Quarter(ref p1[0], ref p3[0], ref p5[0], ref p7[0]);
        Quarter(ref p1[1], ref p3[1], ref p5[1], ref p7[1]);

        Quarter(ref v[0], ref p2[1], ref p5[0], ref p7[1]);
        Quarter(ref v[1], ref p3[0], ref p5[1], ref p6[0]);
        Quarter(ref p1[0], ref p3[1], ref p4[0], ref p6[1]);
        Quarter(ref p1[1], ref p2[0], ref p4[1], ref p7[0]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarter(ref ulong a, ref ulong b, ref ulong c, ref ulong d)
    {
        a = AddAndMultiply(a, b);
        d = BitOperations.RotateRight(d ^ a, 32);
        c = AddAndMultiply(c, d);
        b = BitOperations.RotateRight(b ^ c, 24);
        a = AddAndMultiply(a, b);
        d = BitOperations.RotateRight(d ^ a, 16);
        c = AddAndMultiply(c, d);
        b = BitOperations.RotateRight(b ^ c, 63);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong AddAndMultiply(ulong x, ulong y) => x + y + (2 * ((ulong)(uint)x * (uint)y));
}

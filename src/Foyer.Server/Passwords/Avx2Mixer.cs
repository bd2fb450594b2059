using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Words = System.Runtime.Intrinsics.Vector256<ulong>;

namespace Foyer.Server.Passwords;

/// <summary>The mixer for AVX2: four words in each register.</summary>
internal readonly unsafe struct Avx2Mixer : IArgon2Mixer
{
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Mix(ulong* previous, ulong* reference, ulong* next, bool overOld)
    {
        ulong* mixed = stackalloc ulong[Argon2id.WordsPerBlock];
        for (int row = 0; row < 8; row += 2)
        {
            MixRows(previous + (16 * row), reference + (16 * row), mixed + (16 * row));
        }

        for (int column = 0; column < 16; column += 4)
        {
            MixColumns(mixed + column);
        }

        for (int i = 0; i < Argon2id.WordsPerBlock; i += 4)
        {
            Words words = Vector256.Load(mixed + i) ^ Vector256.Load(previous + i) ^ Vector256.Load(reference + i);
            Vector256.Store(overOld ? words ^ Vector256.Load(next + i) : words, next + i);
        }
    }

    // Two rows together, so that one may compute while the other waits for its multiplications.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MixRows(ulong* previous, ulong* reference, ulong* mixed)
    {
        Words a0 = Xor(previous, reference, 0), b0 = Xor(previous, reference, 4), c0 = Xor(previous, reference, 8), d0 = Xor(previous, reference, 12);
        Words a1 = Xor(previous, reference, 16), b1 = Xor(previous, reference, 20), c1 = Xor(previous, reference, 24), d1 = Xor(previous, reference, 28);

        Quarters(ref a0, ref b0, ref c0, ref d0, ref a1, ref b1, ref c1, ref d1);
        (b0, c0, d0) = (TurnBy1(b0), TurnBy2(c0), TurnBy3(d0));
        (b1, c1, d1) = (TurnBy1(b1), TurnBy2(c1), TurnBy3(d1));
        Quarters(ref a0, ref b0, ref c0, ref d0, ref a1, ref b1, ref c1, ref d1);
        (b0, c0, d0) = (TurnBy3(b0), TurnBy2(c0), TurnBy1(d0));
        (b1, c1, d1) = (TurnBy3(b1), TurnBy2(c1), TurnBy1(d1));

        Vector256.Store(a0, mixed);
        Vector256.Store(b0, mixed + 4);
        Vector256.Store(c0, mixed + 8);
        Vector256.Store(d0, mixed + 12);
        Vector256.Store(a1, mixed + 16);
        Vector256.Store(b1, mixed + 20);
        Vector256.Store(c1, mixed + 24);
        Vector256.Store(d1, mixed + 28);
    }

    // Four adjacent words of all eight rows: two columns of pairs, one in the low and one in the high half of each
    // register. A group of four words then lies over two registers, so turning it moves words between the two.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MixColumns(ulong* mixed)
    {
        Words a0 = Vector256.Load(mixed), a1 = Vector256.Load(mixed + 16);
        Words b0 = Vector256.Load(mixed + 32), b1 = Vector256.Load(mixed + 48);
        Words c0 = Vector256.Load(mixed + 64), c1 = Vector256.Load(mixed + 80);
        Words d0 = Vector256.Load(mixed + 96), d1 = Vector256.Load(mixed + 112);

        Quarters(ref a0, ref b0, ref c0, ref d0, ref a1, ref b1, ref c1, ref d1);
        (b0, b1) = (Straddle(b0, b1), Straddle(b1, b0));
        (c0, c1) = (c1, c0);
        (d0, d1) = (Straddle(d1, d0), Straddle(d0, d1));
        Quarters(ref a0, ref b0, ref c0, ref d0, ref a1, ref b1, ref c1, ref d1);
        (b0, b1) = (Straddle(b1, b0), Straddle(b0, b1));
        (c0, c1) = (c1, c0);
        (d0, d1) = (Straddle(d0, d1), Straddle(d1, d0));

        Vector256.Store(a0, mixed);
        Vector256.Store(a1, mixed + 16);
        Vector256.Store(b0, mixed + 32);
        Vector256.Store(b1, mixed + 48);
        Vector256.Store(c0, mixed + 64);
        Vector256.Store(c1, mixed + 80);
        Vector256.Store(d0, mixed + 96);
        Vector256.Store(d1, mixed + 112);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarters(
        ref Words a0, ref Words b0, ref Words c0, ref Words d0, ref Words a1, ref Words b1, ref Words c1, ref Words d1)
    {
        (a0, a1) = (AddAndMultiply(a0, b0), AddAndMultiply(a1, b1));
        (d0, d1) = (RotateBy32(d0 ^ a0), RotateBy32(d1 ^ a1));
        (c0, c1) = (AddAndMultiply(c0, d0), AddAndMultiply(c1, d1));
        (b0, b1) = (RotateBy24(b0 ^ c0), RotateBy24(b1 ^ c1));
        (a0, a1) = (AddAndMultiply(a0, b0), AddAndMultiply(a1, b1));
        (d0, d1) = (RotateBy16(d0 ^ a0), RotateBy16(d1 ^ a1));
        (c0, c1) = (AddAndMultiply(c0, d0), AddAndMultiply(c1, d1));
        (b0, b1) = (RotateBy63(b0 ^ c0), RotateBy63(b1 ^ c1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Words Xor(ulong* x, ulong* y, int at) => Vector256.Load(x + at) ^ Vector256.Load(y + at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Words AddAndMultiply(Words x, Words y)
    {
        Words product = Avx2.Multiply(x.AsUInt32(), y.AsUInt32());
        return x + y + (product + product);
    }

    // Each group (0, 1, 2, 3) of words becomes (1, 2, 3, 0), (2, 3, 0, 1), (3, 0, 1, 2).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Words TurnBy1(Words x) => Avx2.Permute4x64(x, 0b00_11_10_01);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Words TurnBy2(Words x) => Avx2.Permute4x64(x, 0b01_00_11_10);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Words TurnBy3(Words x) => Avx2.Permute4x64(x, 0b10_01_00_11);

    // In each half: the second word of one, then the first word of the other.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Words Straddle(Words one, Words other) => Avx2.AlignRight(other.AsByte(), one.AsByte(), 8).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Words RotateBy32(Words x) => Avx2.Shuffle(x.AsUInt32(), 0b10_11_00_01).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Words RotateBy24(Words x) => Avx2.Shuffle(x.AsByte(), Vector256.Create(
        (byte)3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10, 3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10)).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Words RotateBy16(Words x) => Avx2.Shuffle(x.AsByte(), Vector256.Create(
        (byte)2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9, 2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9)).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Words RotateBy63(Words x) => (x >>> 63) | (x + x);
}

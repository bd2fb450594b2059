using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Words = System.Runtime.Intrinsics.Vector512<ulong>;

namespace Foyer.Server.Passwords;

/// <summary>
/// The mixer for AVX-512: the whole block stays in sixteen registers. A register holds the same four words of two
/// neighbouring rows, so the row step permutes within its halves and the column step across them.
/// </summary>
internal readonly unsafe struct Avx512Mixer : IArgon2Mixer
{
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Mix(ulong* previous, ulong* reference, ulong* next, bool overOld)
    {
        LoadRows(previous, reference, out Words a0, out Words b0, out Words c0, out Words d0);
        LoadRows(previous + 32, reference + 32, out Words a1, out Words b1, out Words c1, out Words d1);
        LoadRows(previous + 64, reference + 64, out Words a2, out Words b2, out Words c2, out Words d2);
        LoadRows(previous + 96, reference + 96, out Words a3, out Words b3, out Words c3, out Words d3);

        MixRows(ref a0, ref b0, ref c0, ref d0);
        MixRows(ref a1, ref b1, ref c1, ref d1);
        MixRows(ref a2, ref b2, ref c2, ref d2);
        MixRows(ref a3, ref b3, ref c3, ref d3);

        MixColumns(ref a0, ref a1, ref a2, ref a3);
        MixColumns(ref b0, ref b1, ref b2, ref b3);
        MixColumns(ref c0, ref c1, ref c2, ref c3);
        MixColumns(ref d0, ref d1, ref d2, ref d3);

        StoreRows(previous, reference, next, overOld, a0, b0, c0, d0);
        StoreRows(previous + 32, reference + 32, next + 32, overOld, a1, b1, c1, d1);
        StoreRows(previous + 64, reference + 64, next + 64, overOld, a2, b2, c2, d2);
        StoreRows(previous + 96, reference + 96, next + 96, overOld, a3, b3, c3, d3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadRows(ulong* previous, ulong* reference, out Words a, out Words b, out Words c, out Words d)
    {
        Words upperLeft = Vector512.Load(previous) ^ Vector512.Load(reference);
        Words upperRight = Vector512.Load(previous + 8) ^ Vector512.Load(reference + 8);
        Words lowerLeft = Vector512.Load(previous + 16) ^ Vector512.Load(reference + 16);
        Words lowerRight = Vector512.Load(previous + 24) ^ Vector512.Load(reference + 24);
        (a, b) = (LowHalves(upperLeft, lowerLeft), HighHalves(upperLeft, lowerLeft));
        (c, d) = (LowHalves(upperRight, lowerRight), HighHalves(upperRight, lowerRight));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRows(ulong* previous, ulong* reference, ulong* next, bool overOld, Words a, Words b, Words c, Words d)
    {
        Store(previous, reference, next, overOld, LowHalves(a, b));
        Store(previous + 8, reference + 8, next + 8, overOld, LowHalves(c, d));
        Store(previous + 16, reference + 16, next + 16, overOld, HighHalves(a, b));
        Store(previous + 24, reference + 24, next + 24, overOld, HighHalves(c, d));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ulong* previous, ulong* reference, ulong* next, bool overOld, Words mixed)
    {
        Words words = mixed ^ Vector512.Load(previous) ^ Vector512.Load(reference);
        Vector512.Store(overOld ? words ^ Vector512.Load(next) : words, next);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MixRows(ref Words a, ref Words b, ref Words c, ref Words d)
    {
        Quarters(ref a, ref b, ref c, ref d);
        b = Avx512F.Permute4x64(b, 0b00_11_10_01);
        c = Avx512F.Permute4x64(c, 0b01_00_11_10);
        d = Avx512F.Permute4x64(d, 0b10_01_00_11);
        Quarters(ref a, ref b, ref c, ref d);
        b = Avx512F.Permute4x64(b, 0b10_01_00_11);
        c = Avx512F.Permute4x64(c, 0b01_00_11_10);
        d = Avx512F.Permute4x64(d, 0b00_11_10_01);
    }

    // Two columns of pairs: words 0 1 4 5 of a register are a group of four, and so are 2 3 6 7.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MixColumns(ref Words a, ref Words b, ref Words c, ref Words d)
    {
        Words turnBy1 = Vector512.Create(1UL, 4, 3, 6, 5, 0, 7, 2);
        Words turnBy3 = Vector512.Create(5UL, 0, 7, 2, 1, 4, 3, 6);

        Quarters(ref a, ref b, ref c, ref d);
        b = Avx512F.PermuteVar8x64(b, turnBy1);
        c = Avx512F.Shuffle4x128(c, c, 0b01_00_11_10);
        d = Avx512F.PermuteVar8x64(d, turnBy3);
        Quarters(ref a, ref b, ref c, ref d);
        b = Avx512F.PermuteVar8x64(b, turnBy3);
        c = Avx512F.Shuffle4x128(c, c, 0b01_00_11_10);
        d = Avx512F.PermuteVar8x64(d, turnBy1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarters(ref Words a, ref Words b, ref Words c, ref Words d)
    {
        a = AddAndMultiply(a, b);
        d = Avx512F.RotateRight(d ^ a, 32);
        c = AddAndMultiply(c, d);
        b = Avx512F.RotateRight(b ^ c, 24);
        a = AddAndMultiply(a, b);
        d = Avx512F.RotateRight(d ^ a, 16);
        c = AddAndMultiply(c, d);
        b = Avx512F.RotateRight(b ^ c, 63);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Words AddAndMultiply(Words x, Words y)
    {
        Words product = Avx512F.Multiply(x.AsUInt32(), y.AsUInt32());
        return x + y + (product + product);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Words LowHalves(Words one, Words other) => Avx512F.Shuffle4x128(one, other, 0b01_00_01_00);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Words HighHalves(Words one, Words other) => Avx512F.Shuffle4x128(one, other, 0b11_10_11_10);
}

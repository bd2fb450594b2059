using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Foyer.Server.Passwords.Imports;

/// <summary>What SHA does with a word, done with the same word of several computations at once. One implementation for each width of registers.</summary>
internal interface ILanes<TWord, TWords>
{
    /// <summary>The word in every lane.</summary>
    static abstract TWords Fill(TWord word);

    static abstract TWords Add(TWords a, TWords b);

    static abstract TWords Xor(TWords a, TWords b);

    static abstract TWords Xor(TWords a, TWords b, TWords c);

    static abstract TWords ShiftRight(TWords a, [ConstantExpected] byte bits);

    static abstract TWords RotateRight(TWords a, [ConstantExpected] byte bits);

    /// <summary>Bits of <paramref name="b"/> where <paramref name="a"/> has ones, of <paramref name="c"/> elsewhere.</summary>
    static abstract TWords Choose(TWords a, TWords b, TWords c);

    /// <summary>Bits that at least two of the three have.</summary>
    static abstract TWords Majority(TWords a, TWords b, TWords c);
}

/// <summary>Registers of 512 bits: eight words of 64 bits, or sixteen of 32.</summary>
internal readonly struct Avx512Lanes<TWord> : ILanes<TWord, Vector512<TWord>>
    where TWord : unmanaged
{
    // Truth tables of three bits, as the instruction wants them.
    private const byte OddOnes = 0x96;
    private const byte FirstChooses = 0xCA;
    private const byte TwoOnes = 0xE8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<TWord> Fill(TWord word) => Vector512.Create(word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<TWord> Add(Vector512<TWord> a, Vector512<TWord> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<TWord> Xor(Vector512<TWord> a, Vector512<TWord> b) => a ^ b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<TWord> Xor(Vector512<TWord> a, Vector512<TWord> b, Vector512<TWord> c) => Ternary(a, b, c, OddOnes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<TWord> ShiftRight(Vector512<TWord> a, [ConstantExpected] byte bits) => a >>> bits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector512<TWord> RotateRight(Vector512<TWord> a, [ConstantExpected] byte bits) => sizeof(TWord) == sizeof(ulong)
        ? Avx512F.RotateRight(a.AsUInt64(), bits).As<ulong, TWord>()
        : Avx512F.RotateRight(a.AsUInt32(), bits).As<uint, TWord>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<TWord> Choose(Vector512<TWord> a, Vector512<TWord> b, Vector512<TWord> c) => Ternary(a, b, c, FirstChooses);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<TWord> Majority(Vector512<TWord> a, Vector512<TWord> b, Vector512<TWord> c) => Ternary(a, b, c, TwoOnes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<TWord> Ternary(Vector512<TWord> a, Vector512<TWord> b, Vector512<TWord> c, [ConstantExpected] byte table) =>
        Avx512F.TernaryLogic(a.AsUInt64(), b.AsUInt64(), c.AsUInt64(), table).As<ulong, TWord>();
}

/// <summary>Registers of 256 bits: four words of 64 bits, or eight of 32.</summary>
internal readonly struct Avx2Lanes<TWord> : ILanes<TWord, Vector256<TWord>>
    where TWord : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<TWord> Fill(TWord word) => Vector256.Create(word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<TWord> Add(Vector256<TWord> a, Vector256<TWord> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<TWord> Xor(Vector256<TWord> a, Vector256<TWord> b) => a ^ b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<TWord> Xor(Vector256<TWord> a, Vector256<TWord> b, Vector256<TWord> c) => a ^ b ^ c;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<TWord> ShiftRight(Vector256<TWord> a, [ConstantExpected] byte bits) => a >>> bits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector256<TWord> RotateRight(Vector256<TWord> a, [ConstantExpected] byte bits) => (a >>> bits) | (a << ((sizeof(TWord) * 8) - bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<TWord> Choose(Vector256<TWord> a, Vector256<TWord> b, Vector256<TWord> c) => ((b ^ c) & a) ^ c;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<TWord> Majority(Vector256<TWord> a, Vector256<TWord> b, Vector256<TWord> c) => (a & b) | ((a | b) & c);
}

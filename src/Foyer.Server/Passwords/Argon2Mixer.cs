using System.Runtime.Intrinsics.X86;

namespace Foyer.Server.Passwords;

/// <summary>
/// Argon2's compression function G (RFC 9106 §3.5), over blocks of 1,024 bytes seen as 8 rows of 16 words. One
/// implementation for each instruction set; all give the same words.
/// </summary>
internal unsafe interface IArgon2Mixer
{
    /// <summary>
    /// Writes G(previous, reference) to <paramref name="next"/>, which may be the reference itself; with
    /// <paramref name="overOld"/> it is combined with what stands there (every pass but the first).
    /// </summary>
    static abstract void Mix(ulong* previous, ulong* reference, ulong* next, bool overOld);
}

/// <summary>Which mixer computes; the answer is the same, the time is not.</summary>
internal enum Argon2Path
{
    Scalar,
    Avx2,
    Avx512,
}

internal static class Argon2Paths
{
    /// <summary>The paths this processor has, slowest first.</summary>
    public static IReadOnlyList<Argon2Path> Supported { get; } =
    [
        Argon2Path.Scalar,
        .. Avx2.IsSupported ? [Argon2Path.Avx2] : Array.Empty<Argon2Path>(),
        .. Avx512F.IsSupported ? [Argon2Path.Avx512] : Array.Empty<Argon2Path>(),
    ];

    public static Argon2Path Fastest { get; } = Supported[^1];
}

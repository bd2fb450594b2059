using System.Runtime.InteropServices;

namespace Foyer.Server.Passwords;

/// <summary>
/// The memory one Argon2 computation fills: native, on large pages where Linux grants them (19 MiB of ordinary pages
/// miss the address cache at almost every block), wiped before it is reused or returned. At most one arena for each
/// core is kept, so that idle memory does not depend on how many signed in at once.
/// </summary>
internal sealed unsafe partial class Argon2Arena : IDisposable
{
    private const nuint LargePage = 2 << 20;
    private const nuint KeptSize = 20 << 20;
    private const int MadviseHugePage = 14;

    private static readonly Stack<Argon2Arena> Kept = new();
    private static readonly Lock KeptLock = new();
    private static readonly int MostKept = Environment.ProcessorCount;

    private readonly nuint _size;
    private nuint _used;

    private Argon2Arena(nuint size)
    {
        _size = (size + LargePage - 1) & ~(LargePage - 1);
        Start = (ulong*)NativeMemory.AlignedAlloc(_size, LargePage);
        if (OperatingSystem.IsLinux())
        {
            // Advice only: refused, the arena is as right and a little slower.
            _ = Madvise(Start, _size, MadviseHugePage);
        }
    }

    public ulong* Start { get; }

    /// <summary>An arena of at least so many bytes, with unspecified content; dispose it to give it back.</summary>
    public static Argon2Arena Rent(nuint bytes)
    {
        Argon2Arena? arena = null;
        if (bytes <= KeptSize)
        {
            lock (KeptLock)
            {
                Kept.TryPop(out arena);
            }
        }

        arena ??= new Argon2Arena(nuint.Max(bytes, KeptSize));
        arena._used = bytes;
        return arena;
    }

    /// <summary>Wipes what was used, then keeps the arena for the next computation or frees it.</summary>
    public void Dispose()
    {
        NativeMemory.Clear(Start, _used);
        if (_size == KeptSize)
        {
            lock (KeptLock)
            {
                if (Kept.Count < MostKept)
                {
                    Kept.Push(this);
                    return;
                }
            }
        }

        NativeMemory.AlignedFree(Start);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Madvise(void* address, nuint length, int advice);
}

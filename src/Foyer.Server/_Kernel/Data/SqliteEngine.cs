using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Foyer.Server;

/// <summary>
/// Chooses the SQLite engine: a file the operator names, else the system's library when it is 3.40 or newer, else the
/// one packaged with Foyer, so that it starts on a machine that has none.
/// </summary>
internal static class SqliteEngine
{
    private const int NewEnough = 3_040_000;
    private static readonly Lock Once = new();
    private static bool _chosen;

    /// <summary>Where the engine in use came from: <c>configured</c>, <c>system</c> or <c>packaged</c>.</summary>
    public static string Origin { get; private set; } = "";

    /// <param name="file">A library to use, or null to choose.</param>
    /// <exception cref="StartupException">The named file cannot be loaded.</exception>
    public static void Choose(string? file)
    {
        lock (Once)
        {
            if (_chosen)
            {
                return;
            }

            nint library = 0;
            if (file is not null)
            {
                if (!NativeLibrary.TryLoad(file, out library))
                {
                    throw new StartupException($"The SQLite library '{file}' cannot be loaded.");
                }

                Origin = "configured";
            }
            else if (TrySystem(out library))
            {
                Origin = "system";
            }
            else
            {
                Origin = "packaged";
            }

            if (library != 0)
            {
                NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, (name, _, _) => name == "e_sqlite3" ? library : 0);
            }

            raw.SetProvider(new SQLite3Provider_e_sqlite3());

            // Statistics nobody reads cost a lock of the whole process on every allocation.
            _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
            _chosen = true;
        }
    }

    private static bool TrySystem(out nint library)
    {
        foreach (string name in new[] { "libsqlite3.so.0", "libsqlite3.dylib", "winsqlite3.dll" })
        {
            if (NativeLibrary.TryLoad(name, Assembly.GetExecutingAssembly(), DllImportSearchPath.SafeDirectories, out library) &&
                NativeLibrary.TryGetExport(library, "sqlite3_libversion_number", out nint version))
            {
                if (Marshal.GetDelegateForFunctionPointer<VersionNumber>(version)() >= NewEnough)
                {
                    return true;
                }

                NativeLibrary.Free(library);
            }
        }

        library = 0;
        return false;
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int VersionNumber();
}

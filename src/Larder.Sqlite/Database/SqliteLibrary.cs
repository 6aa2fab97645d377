using System.Reflection;
using System.Runtime.InteropServices;
using Larder.Errors;
using SQLitePCL;

namespace Larder.Sqlite;

/// <summary>
/// The native SQLite this process runs on: the system's library when it is newer than the bundled one, because distributions keep
/// patching theirs, else the bundled one. Chosen once per process, at first use.
/// </summary>
public static class SqliteLibrary
{
    private const string BundledName = "e_sqlite3";
    private const int ConfigMemoryStatus = 9;

    private static readonly Lazy<(string Version, string Source, nint Handle)> Loaded = new(Load);

    /// <summary>The version in use, for example <c>3.40.1</c>.</summary>
    /// <exception cref="UnavailableException">There is neither a bundled nor a system's library.</exception>
    public static string Version => Loaded.Value.Version;

    /// <summary>
    /// Where it comes from: <c>bundled</c>, the file name of the system's library, or <c>host</c> when the program has set its own rule.
    /// </summary>
    public static string Source => Loaded.Value.Source;

    /// <summary>The address of one of the library's functions; 0 where it has none of the name, or the host has chosen the library.</summary>
    internal static nint Export(string function) =>
        Loaded.Value.Handle is not 0 and var library && NativeLibrary.TryGetExport(library, function, out var address) ? address : 0;

    /// <summary>The system's library, when it is worth using instead of the bundled one; version numbers are SQLite's (3040001 for 3.40.1), 0 for none.</summary>
    internal static bool PrefersSystem(int system, int bundled) => system > bundled;

    private static (string Version, string Source, nint Handle) Load()
    {
        var provider = typeof(SQLite3Provider_e_sqlite3).Assembly;
        var (handle, source) = Choose(provider);
        try
        {
            NativeLibrary.SetDllImportResolver(provider, (name, _, _) => name == BundledName ? handle : 0);
        }
        catch (InvalidOperationException)
        {
            // The host program has its own rule, which stands.
            (source, handle) = ("host", 0);
        }

        raw.SetProvider(new SQLite3Provider_e_sqlite3());

        // SQLite counts its memory under one process-wide mutex otherwise, which readers on many threads queue for.
        // Refused without harm when another component has initialised SQLite already.
        _ = raw.sqlite3_config(ConfigMemoryStatus, 0);
        return (raw.sqlite3_libversion().utf8_to_string(), source, handle);
    }

    private static (nint Handle, string Source) Choose(Assembly provider)
    {
        var bundled = NativeLibrary.TryLoad(BundledName, provider, null, out var handle) ? VersionOf(handle) : 0;
        foreach (var name in SystemNames())
        {
            if (NativeLibrary.TryLoad(name, out var system))
            {
                if (IsThreadSafe(system) && PrefersSystem(VersionOf(system), bundled))
                {
                    return (system, name);
                }

                NativeLibrary.Free(system);
            }
        }

        return bundled != 0 ? (handle, "bundled") : throw new UnavailableException(
            "No SQLite library was found, neither the bundled one nor the system's; install libsqlite3, or deploy the program with its 'runtimes' folder.");
    }

    private static string[] SystemNames()
    {
        if (OperatingSystem.IsLinux())
        {
            return ["libsqlite3.so.0"];
        }

        return OperatingSystem.IsMacOS() ? ["/usr/lib/libsqlite3.dylib"] : [];
    }

    private static int VersionOf(nint library) => Call(library, "sqlite3_libversion_number");

    private static bool IsThreadSafe(nint library) => Call(library, "sqlite3_threadsafe") != 0;

    private static int Call(nint library, string function)
        => NativeLibrary.TryGetExport(library, function, out var address) ? Marshal.GetDelegateForFunctionPointer<GetInt>(address)() : 0;

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int GetInt();
}

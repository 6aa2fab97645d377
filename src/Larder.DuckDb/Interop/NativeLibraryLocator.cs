using System.Reflection;
using System.Runtime.InteropServices;

namespace Larder.DuckDb.Interop;

/// <summary>Finds the DuckDB library beside the application or under <c>runtimes/&lt;rid&gt;/native</c>.</summary>
internal static class NativeLibraryLocator
{
    internal static string FileName =>
        OperatingSystem.IsWindows() ? "duckdb.dll" : OperatingSystem.IsMacOS() ? "libduckdb.dylib" : "libduckdb.so";

    internal static nint Resolve(string library, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (library != NativeMethods.Library)
        {
            return 0;
        }

        var candidates = Candidates(AppContext.BaseDirectory, Path.GetDirectoryName(assembly.Location)).ToList();

        return Load(candidates);
    }

    internal static IEnumerable<string> Candidates(params IEnumerable<string?> directories)
    {
        var os = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        var arch = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        string[] rids = [RuntimeInformation.RuntimeIdentifier, $"{os}-{arch}", $"{os}-musl-{arch}"];

        foreach (var directory in directories.Where(d => !string.IsNullOrEmpty(d)).Select(d => Path.GetFullPath(d!)).Distinct())
        {
            yield return Path.Combine(directory, FileName);

            foreach (var rid in rids.Distinct())
            {
                yield return Path.Combine(directory, "runtimes", rid, "native", FileName);
            }
        }
    }

    /// <summary>Loads the first candidate that exists; a file that exists but does not load is an error, not a miss.</summary>
    internal static nint Load(IReadOnlyCollection<string> candidates)
    {
        foreach (var candidate in candidates)
        {
            if (!File.Exists(candidate))
            {
                continue;
            }

            try
            {
                return NativeLibrary.Load(candidate);
            }
            catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
            {
                throw new DllNotFoundException(
                    $"The DuckDB library {candidate} exists but could not be loaded: {e.Message} "
                    + $"It must be DuckDB 1.5 for {RuntimeInformation.RuntimeIdentifier}; replace it with the one for this platform.",
                    e);
            }
        }

        throw new DllNotFoundException(
            $"The DuckDB library {FileName} was not found. Run 'npm ci' in eng/native and rebuild, "
            + $"or copy {FileName} 1.5 for {RuntimeInformation.RuntimeIdentifier} next to the application. "
            + $"Looked for: {string.Join(", ", candidates)}.");
    }
}

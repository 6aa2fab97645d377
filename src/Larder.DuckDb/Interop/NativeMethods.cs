using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace Larder.DuckDb.Interop;

/// <summary>
/// The DuckDB C API, one partial file per chapter of its manual. Owned objects appear as their <see cref="SafeHandle"/>,
/// borrowed ones as a plain struct (<see cref="VectorPointer"/>).
/// <para>
/// SuppressGCTransition marks getters that only read a field: they neither block, allocate, throw nor call back.
/// </para>
/// </summary>
internal static partial class NativeMethods
{
    internal const string Library = "duckdb";

    static NativeMethods()
    {
        NativeLibrary.SetDllImportResolver(typeof(NativeMethods).Assembly, NativeLibraryLocator.Resolve);
    }
}

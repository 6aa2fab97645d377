using System.Runtime.InteropServices;

namespace Larder.DuckDb;

/// <summary>Where the values of one LIST row lie in the child vector. Layout of <c>duckdb_list_entry</c>.</summary>
/// <param name="Offset">Row of the first value.</param>
/// <param name="Length">Number of values; 0 for an empty list.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct DuckDbListEntry(ulong Offset, ulong Length);

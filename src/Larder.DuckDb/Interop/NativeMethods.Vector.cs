using System.Runtime.InteropServices;

namespace Larder.DuckDb.Interop;

/// <summary>Chapter "Vectors": https://duckdb.org/docs/stable/clients/c/vector.</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library, EntryPoint = "duckdb_vector_get_data")]
    [SuppressGCTransition]
    internal static partial void* VectorGetData(VectorPointer vector);

    [LibraryImport(Library, EntryPoint = "duckdb_vector_get_validity")]
    [SuppressGCTransition]
    internal static partial ulong* VectorGetValidity(VectorPointer vector);

    // Allocates the mask on first use.
    [LibraryImport(Library, EntryPoint = "duckdb_vector_ensure_validity_writable")]
    internal static partial void VectorEnsureValidityWritable(VectorPointer vector);

    // Copies into the vector's string heap. Skips DuckDB's UTF-8 check because the caller has made it already.
    [LibraryImport(Library, EntryPoint = "duckdb_unsafe_vector_assign_string_element_len")]
    internal static partial void VectorAssignString(VectorPointer vector, ulong row, byte* value, ulong length);

    [LibraryImport(Library, EntryPoint = "duckdb_list_vector_get_child")]
    [SuppressGCTransition]
    internal static partial VectorPointer ListVectorGetChild(VectorPointer vector);

    [LibraryImport(Library, EntryPoint = "duckdb_list_vector_get_size")]
    [SuppressGCTransition]
    internal static partial ulong ListVectorGetSize(VectorPointer vector);

    [LibraryImport(Library, EntryPoint = "duckdb_list_vector_set_size")]
    internal static partial NativeState ListVectorSetSize(VectorPointer vector, ulong size);

    // Moves the values of the child where its memory is too small.
    [LibraryImport(Library, EntryPoint = "duckdb_list_vector_reserve")]
    internal static partial NativeState ListVectorReserve(VectorPointer vector, ulong capacity);

    [LibraryImport(Library, EntryPoint = "duckdb_struct_vector_get_child")]
    [SuppressGCTransition]
    internal static partial VectorPointer StructVectorGetChild(VectorPointer vector, ulong index);
}

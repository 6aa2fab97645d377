using System.Runtime.InteropServices;

namespace Larder.DuckDb.Interop;

/// <summary>Chapter "Scalar Functions": https://duckdb.org/docs/stable/clients/c/api#scalar-functions.</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library, EntryPoint = "duckdb_create_scalar_function")]
    internal static partial ScalarFunctionHandle CreateScalarFunction();

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_scalar_function")]
    internal static partial void DestroyScalarFunction(ref nint function);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_set_name", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void ScalarFunctionSetName(ScalarFunctionHandle function, string name);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_add_parameter")]
    internal static partial void ScalarFunctionAddParameter(ScalarFunctionHandle function, LogicalTypeHandle type);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_set_return_type")]
    internal static partial void ScalarFunctionSetReturnType(ScalarFunctionHandle function, LogicalTypeHandle type);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_set_volatile")]
    internal static partial void ScalarFunctionSetVolatile(ScalarFunctionHandle function);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_set_extra_info")]
    internal static partial void ScalarFunctionSetExtraInfo(
        ScalarFunctionHandle function, nint info, delegate* unmanaged[Cdecl]<nint, void> destroy);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_set_function")]
    internal static partial void ScalarFunctionSetFunction(
        ScalarFunctionHandle function, delegate* unmanaged[Cdecl]<nint, nint, VectorPointer, void> body);

    [LibraryImport(Library, EntryPoint = "duckdb_register_scalar_function")]
    internal static partial NativeState RegisterScalarFunction(ConnectionHandle connection, ScalarFunctionHandle function);

    // The next calls get what DuckDB lends for one call of the function.
    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_get_extra_info")]
    internal static partial nint ScalarFunctionGetExtraInfo(nint call);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_set_error", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void ScalarFunctionSetError(nint call, string error);

    [LibraryImport(Library, EntryPoint = "duckdb_data_chunk_get_size")]
    [SuppressGCTransition]
    internal static partial ulong DataChunkGetSize(nint chunk);

    [LibraryImport(Library, EntryPoint = "duckdb_data_chunk_get_vector")]
    [SuppressGCTransition]
    internal static partial VectorPointer DataChunkGetVector(nint chunk, ulong column);
}

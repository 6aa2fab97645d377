using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Larder.DuckDb.Interop;

/// <summary>Chapters "Appender", "Table Description" and "Error Data": https://duckdb.org/docs/stable/clients/c/appender.</summary>
internal static partial class NativeMethods
{
    [LibraryImport(Library, EntryPoint = "duckdb_appender_create_ext", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial NativeState AppenderCreate(
        ConnectionHandle connection, string? catalog, string? schema, string table, out AppenderHandle appender);

    [LibraryImport(Library, EntryPoint = "duckdb_appender_column_count")]
    internal static partial ulong AppenderColumnCount(AppenderHandle appender);

    [LibraryImport(Library, EntryPoint = "duckdb_appender_column_type")]
    internal static partial LogicalTypeHandle AppenderColumnType(AppenderHandle appender, ulong column);

    [LibraryImport(Library, EntryPoint = "duckdb_append_data_chunk")]
    internal static partial NativeState AppendDataChunk(AppenderHandle appender, DataChunkHandle chunk);

    [LibraryImport(Library, EntryPoint = "duckdb_appender_flush")]
    internal static partial NativeState AppenderFlush(AppenderHandle appender);

    [LibraryImport(Library, EntryPoint = "duckdb_appender_clear")]
    internal static partial NativeState AppenderClear(AppenderHandle appender);

    [LibraryImport(Library, EntryPoint = "duckdb_appender_clear")]
    internal static partial NativeState AppenderClear(nint appender);

    [LibraryImport(Library, EntryPoint = "duckdb_appender_destroy")]
    internal static partial NativeState AppenderDestroy(ref nint appender);

    [LibraryImport(Library, EntryPoint = "duckdb_appender_error_data")]
    internal static partial ErrorDataHandle AppenderErrorData(AppenderHandle appender);

    [LibraryImport(Library, EntryPoint = "duckdb_error_data_error_type")]
    internal static partial DuckDbErrorKind ErrorDataErrorType(ErrorDataHandle error);

    [LibraryImport(Library, EntryPoint = "duckdb_error_data_message")]
    [return: MarshalUsing(typeof(BorrowedUtf8))]
    internal static partial string? ErrorDataMessage(ErrorDataHandle error);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_error_data")]
    internal static partial void DestroyErrorData(ref nint error);

    [LibraryImport(Library, EntryPoint = "duckdb_table_description_create_ext", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial NativeState TableDescriptionCreate(
        ConnectionHandle connection, string? catalog, string? schema, string table, out TableDescriptionHandle description);

    [LibraryImport(Library, EntryPoint = "duckdb_table_description_get_column_count")]
    internal static partial ulong TableDescriptionColumnCount(TableDescriptionHandle description);

    [LibraryImport(Library, EntryPoint = "duckdb_table_description_get_column_name")]
    [return: MarshalUsing(typeof(OwnedUtf8))]
    internal static partial string? TableDescriptionColumnName(TableDescriptionHandle description, ulong column);

    [LibraryImport(Library, EntryPoint = "duckdb_table_description_destroy")]
    internal static partial void TableDescriptionDestroy(ref nint description);

    [LibraryImport(Library, EntryPoint = "duckdb_free")]
    internal static unsafe partial void Free(void* memory);
}

using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Larder.DuckDb.Interop;

/// <summary>Chapter "Types": https://duckdb.org/docs/stable/clients/c/types.</summary>
internal static partial class NativeMethods
{
    [LibraryImport(Library, EntryPoint = "duckdb_create_logical_type")]
    internal static partial LogicalTypeHandle CreateLogicalType(DuckDbTypeKind kind);

    [LibraryImport(Library, EntryPoint = "duckdb_create_decimal_type")]
    internal static partial LogicalTypeHandle CreateDecimalType(byte width, byte scale);

    [LibraryImport(Library, EntryPoint = "duckdb_create_list_type")]
    internal static partial LogicalTypeHandle CreateListType(LogicalTypeHandle element);

    [LibraryImport(Library, EntryPoint = "duckdb_create_map_type")]
    internal static partial LogicalTypeHandle CreateMapType(LogicalTypeHandle key, LogicalTypeHandle value);

    [LibraryImport(Library, EntryPoint = "duckdb_create_struct_type", StringMarshalling = StringMarshalling.Utf8)]
    internal static unsafe partial LogicalTypeHandle CreateStructType(nint* types, string[] names, ulong count);

    [LibraryImport(Library, EntryPoint = "duckdb_get_type_id")]
    internal static partial DuckDbTypeKind GetTypeId(LogicalTypeHandle type);

    [LibraryImport(Library, EntryPoint = "duckdb_decimal_width")]
    internal static partial byte DecimalWidth(LogicalTypeHandle type);

    [LibraryImport(Library, EntryPoint = "duckdb_decimal_scale")]
    internal static partial byte DecimalScale(LogicalTypeHandle type);

    [LibraryImport(Library, EntryPoint = "duckdb_list_type_child_type")]
    internal static partial LogicalTypeHandle ListTypeChildType(LogicalTypeHandle type);

    [LibraryImport(Library, EntryPoint = "duckdb_array_type_child_type")]
    internal static partial LogicalTypeHandle ArrayTypeChildType(LogicalTypeHandle type);

    [LibraryImport(Library, EntryPoint = "duckdb_array_type_array_size")]
    internal static partial ulong ArrayTypeArraySize(LogicalTypeHandle type);

    [LibraryImport(Library, EntryPoint = "duckdb_map_type_key_type")]
    internal static partial LogicalTypeHandle MapTypeKeyType(LogicalTypeHandle type);

    [LibraryImport(Library, EntryPoint = "duckdb_map_type_value_type")]
    internal static partial LogicalTypeHandle MapTypeValueType(LogicalTypeHandle type);

    [LibraryImport(Library, EntryPoint = "duckdb_struct_type_child_count")]
    internal static partial ulong StructTypeChildCount(LogicalTypeHandle type);

    [LibraryImport(Library, EntryPoint = "duckdb_struct_type_child_name")]
    [return: MarshalUsing(typeof(OwnedUtf8))]
    internal static partial string? StructTypeChildName(LogicalTypeHandle type, ulong index);

    [LibraryImport(Library, EntryPoint = "duckdb_struct_type_child_type")]
    internal static partial LogicalTypeHandle StructTypeChildType(LogicalTypeHandle type, ulong index);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_logical_type")]
    internal static partial void DestroyLogicalType(ref nint type);
}

using Larder.DuckDb.Interop;

namespace Larder.DuckDb;

/// <summary>Turns a native logical type into a <see cref="DuckDbType"/> and frees it.</summary>
internal static class LogicalTypeReader
{
    internal static DuckDbType Consume(LogicalTypeHandle handle)
    {
        handle.Attach();

        using (handle)
        {
            return handle.IsInvalid ? DuckDbType.Of(DuckDbTypeKind.Invalid) : Read(handle);
        }
    }

    internal static DuckDbType Read(LogicalTypeHandle handle)
    {
        var kind = NativeMethods.GetTypeId(handle);

        return kind switch
        {
            DuckDbTypeKind.Decimal => DuckDbType.Decimal(NativeMethods.DecimalWidth(handle), NativeMethods.DecimalScale(handle)),
            DuckDbTypeKind.List => DuckDbType.List(Consume(NativeMethods.ListTypeChildType(handle))),
            DuckDbTypeKind.Array => DuckDbType.Array(
                Consume(NativeMethods.ArrayTypeChildType(handle)), (int)NativeMethods.ArrayTypeArraySize(handle)),
            DuckDbTypeKind.Map => DuckDbType.Map(
                Consume(NativeMethods.MapTypeKeyType(handle)), Consume(NativeMethods.MapTypeValueType(handle))),
            DuckDbTypeKind.Struct => DuckDbType.Struct(ReadFields(handle)),
            _ => DuckDbType.Of(kind),
        };
    }

    private static DuckDbColumn[] ReadFields(LogicalTypeHandle handle)
    {
        var fields = new DuckDbColumn[NativeMethods.StructTypeChildCount(handle)];

        for (var i = 0; i < fields.Length; i++)
        {
            var name = NativeMethods.StructTypeChildName(handle, (ulong)i) ?? "";
            fields[i] = new DuckDbColumn(name, Consume(NativeMethods.StructTypeChildType(handle, (ulong)i)));
        }

        return fields;
    }
}

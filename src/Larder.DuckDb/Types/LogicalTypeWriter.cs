using Larder.DuckDb.Interop;

namespace Larder.DuckDb;

/// <summary>Makes native logical types of the writable types.</summary>
internal static class LogicalTypeWriter
{
    internal static LogicalTypeHandle Create(DuckDbType type)
    {
        var handle = type.Kind switch
        {
            DuckDbTypeKind.Decimal => NativeMethods.CreateDecimalType((byte)type.DecimalWidth, (byte)type.DecimalScale),
            DuckDbTypeKind.List => CreateList(type),
            DuckDbTypeKind.Map => CreateMap(type),
            _ => NativeMethods.CreateLogicalType(type.Kind),
        };

        handle.Attach();

        return handle;
    }

    private static LogicalTypeHandle CreateList(DuckDbType type)
    {
        using var element = Create(type.Element!);

        return NativeMethods.CreateListType(element);
    }

    private static LogicalTypeHandle CreateMap(DuckDbType type)
    {
        using var key = Create(type.Fields[0].Type);
        using var value = Create(type.Fields[1].Type);

        return NativeMethods.CreateMapType(key, value);
    }

    /// <summary>A STRUCT with a field per column.</summary>
    internal static unsafe LogicalTypeHandle CreateStruct(IReadOnlyList<DuckDbColumn> columns)
    {
        string[] names = [.. columns.Select(c => c.Name)];
        LogicalTypeHandle[] types = [.. columns.Select(c => Create(c.Type))];
        try
        {
            nint[] pointers = [.. types.Select(t => t.DangerousGetHandle())];
            fixed (nint* first = pointers)
            {
                var handle = NativeMethods.CreateStructType(first, names, (ulong)names.Length);
                handle.Attach();

                return handle;
            }
        }
        finally
        {
            // Also keeps the types alive until DuckDB has copied them.
            foreach (var type in types)
            {
                type.Dispose();
            }
        }
    }
}

namespace Larder.DuckDb;

/// <summary>How the values of a vector lie in memory.</summary>
internal enum PhysicalKind
{
    None,
    Bool,
    Int8,
    Int16,
    Int32,
    Int64,
    Int128,
    UInt8,
    UInt16,
    UInt32,
    UInt64,
    Float,
    Double,
    Bytes,
    List,
    Struct,
}

/// <summary>Maps SQL types and CLR types to their layout.</summary>
internal static class PhysicalKinds
{
    internal static PhysicalKind Of(DuckDbTypeKind kind, int decimalWidth) => kind switch
    {
        DuckDbTypeKind.Boolean => PhysicalKind.Bool,
        DuckDbTypeKind.TinyInt => PhysicalKind.Int8,
        DuckDbTypeKind.SmallInt => PhysicalKind.Int16,
        DuckDbTypeKind.Integer or DuckDbTypeKind.Date => PhysicalKind.Int32,
        DuckDbTypeKind.BigInt or DuckDbTypeKind.Time or DuckDbTypeKind.Timestamp or DuckDbTypeKind.TimestampTz => PhysicalKind.Int64,
        DuckDbTypeKind.UTinyInt => PhysicalKind.UInt8,
        DuckDbTypeKind.USmallInt => PhysicalKind.UInt16,
        DuckDbTypeKind.UInteger => PhysicalKind.UInt32,
        DuckDbTypeKind.UBigInt => PhysicalKind.UInt64,
        DuckDbTypeKind.Float => PhysicalKind.Float,
        DuckDbTypeKind.Double => PhysicalKind.Double,
        DuckDbTypeKind.Decimal => decimalWidth switch
        {
            <= 4 => PhysicalKind.Int16,
            <= 9 => PhysicalKind.Int32,
            <= 18 => PhysicalKind.Int64,
            _ => PhysicalKind.Int128,
        },
        DuckDbTypeKind.Varchar or DuckDbTypeKind.Blob => PhysicalKind.Bytes,
        DuckDbTypeKind.List or DuckDbTypeKind.Map => PhysicalKind.List,
        DuckDbTypeKind.Struct => PhysicalKind.Struct,
        _ => PhysicalKind.None,
    };

    // The comparisons are constants to the JIT: one value per instantiation remains.
    internal static bool Fits<T>(PhysicalKind kind)
        where T : unmanaged =>
        kind switch
        {
            PhysicalKind.Bool => typeof(T) == typeof(bool) || typeof(T) == typeof(byte),
            PhysicalKind.Int8 => typeof(T) == typeof(sbyte),
            PhysicalKind.Int16 => typeof(T) == typeof(short),
            PhysicalKind.Int32 => typeof(T) == typeof(int),
            PhysicalKind.Int64 => typeof(T) == typeof(long),
            PhysicalKind.Int128 => typeof(T) == typeof(Int128),
            PhysicalKind.UInt8 => typeof(T) == typeof(byte),
            PhysicalKind.UInt16 => typeof(T) == typeof(ushort),
            PhysicalKind.UInt32 => typeof(T) == typeof(uint),
            PhysicalKind.UInt64 => typeof(T) == typeof(ulong),
            PhysicalKind.Float => typeof(T) == typeof(float),
            PhysicalKind.Double => typeof(T) == typeof(double),
            PhysicalKind.List => typeof(T) == typeof(DuckDbListEntry),
            _ => false,
        };

    internal static string Advice(PhysicalKind kind) => kind switch
    {
        PhysicalKind.Bool => "Values<bool>()",
        PhysicalKind.Int8 => "Values<sbyte>()",
        PhysicalKind.Int16 => "Values<short>()",
        PhysicalKind.Int32 => "Values<int>()",
        PhysicalKind.Int64 => "Values<long>()",
        PhysicalKind.Int128 => "Values<Int128>()",
        PhysicalKind.UInt8 => "Values<byte>()",
        PhysicalKind.UInt16 => "Values<ushort>()",
        PhysicalKind.UInt32 => "Values<uint>()",
        PhysicalKind.UInt64 => "Values<ulong>()",
        PhysicalKind.Float => "Values<float>()",
        PhysicalKind.Double => "Values<double>()",
        PhysicalKind.List => "Values<DuckDbListEntry>() or ListEntry(row)",
        PhysicalKind.Struct => "Field(name)",
        _ => "Bytes(row) or GetString(row)",
    };
    /// <summary>Bytes per value of a writable layout.</summary>
    internal static int Size(PhysicalKind kind) => kind switch
    {
        PhysicalKind.Bool or PhysicalKind.Int8 or PhysicalKind.UInt8 => 1,
        PhysicalKind.Int16 or PhysicalKind.UInt16 => 2,
        PhysicalKind.Int32 or PhysicalKind.UInt32 or PhysicalKind.Float => 4,
        PhysicalKind.Int64 or PhysicalKind.UInt64 or PhysicalKind.Double => 8,
        _ => 16,
    };

    internal static string WriteAdvice(DuckDbType type) => type.Kind switch
    {
        DuckDbTypeKind.Varchar => "SetString(row, …)",
        DuckDbTypeKind.Blob => "SetString(row, bytes)",
        DuckDbTypeKind.Decimal => $"SetDecimal(row, …) or {Advice(type.Physical)}",
        DuckDbTypeKind.Date => $"SetDate(row, …) or {Advice(type.Physical)}",
        DuckDbTypeKind.Time => $"SetTime(row, …) or {Advice(type.Physical)}",
        DuckDbTypeKind.List => "SetList(row, length)",
        DuckDbTypeKind.Map => "SetMap(row, length, out keys, out values)",
        DuckDbTypeKind.Timestamp => $"SetTimestamp(row, …) or {Advice(type.Physical)}",
        DuckDbTypeKind.TimestampTz => $"SetTimestampTz(row, …) or {Advice(type.Physical)}",
        _ => Advice(type.Physical),
    };
}

namespace Larder.DuckDb;

/// <summary>Writes types as SQL, and the nearest readable type for those that are not.</summary>
internal static class SqlTypeNames
{
    internal static string Write(DuckDbType type) => type.Kind switch
    {
        DuckDbTypeKind.Decimal => $"DECIMAL({type.DecimalWidth},{type.DecimalScale})",
        DuckDbTypeKind.List => $"{type.Element}[]",
        DuckDbTypeKind.Array => $"{type.Element}[{type.ArrayLength}]",
        DuckDbTypeKind.Struct => WriteStruct(type, t => t.ToString()),
        DuckDbTypeKind.Map => $"MAP({type.Fields[0].Type}, {type.Fields[1].Type})",
        DuckDbTypeKind.TimestampSeconds => "TIMESTAMP_S",
        DuckDbTypeKind.TimestampMilliseconds => "TIMESTAMP_MS",
        DuckDbTypeKind.TimestampNanoseconds => "TIMESTAMP_NS",
        DuckDbTypeKind.TimeNanoseconds => "TIME_NS",
        DuckDbTypeKind.TimeTz => "TIME WITH TIME ZONE",
        DuckDbTypeKind.TimestampTz => "TIMESTAMP WITH TIME ZONE",
        DuckDbTypeKind.SqlNull => "NULL",
        _ => type.Kind.ToString().ToUpperInvariant(),
    };

    /// <summary>A type with the same values, or nearly so, that a vector can read.</summary>
    internal static string Readable(DuckDbType type) => type.Kind switch
    {
        DuckDbTypeKind.HugeInt or DuckDbTypeKind.UHugeInt => "BIGINT",
        DuckDbTypeKind.TimestampSeconds
            or DuckDbTypeKind.TimestampMilliseconds
            or DuckDbTypeKind.TimestampNanoseconds => "TIMESTAMP",
        DuckDbTypeKind.TimeTz or DuckDbTypeKind.TimeNanoseconds => "TIME",
        DuckDbTypeKind.List or DuckDbTypeKind.Array => $"{Readable(type.Element!)}[]",
        DuckDbTypeKind.Struct => WriteStruct(type, Readable),
        DuckDbTypeKind.Map => $"MAP({Readable(type.Fields[0].Type)}, {Readable(type.Fields[1].Type)})",
        _ => type.IsReadable ? type.ToString() : "VARCHAR",
    };

    private static string WriteStruct(DuckDbType type, Func<DuckDbType, string> write) =>
        $"STRUCT({string.Join(", ", type.Fields.Select(f => $"{Identifiers.Quote(f.Name)} {write(f.Type)}"))})";
}

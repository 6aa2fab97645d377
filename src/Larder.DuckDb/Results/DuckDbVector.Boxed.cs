namespace Larder.DuckDb;

public readonly unsafe ref partial struct DuckDbVector
{
    /// <summary>
    /// A row's value as an object, null for NULL. Allocates: for tools, tests and single values, not for loops over data.
    /// </summary>
    /// <returns>
    /// The CLR type of the column: numbers, bool, decimal, string, byte[], DateOnly, TimeOnly, DateTime (TIMESTAMP),
    /// DateTimeOffset (TIMESTAMP WITH TIME ZONE), object?[] (LIST), a dictionary by field name (STRUCT)
    /// or a list of pairs of key and value (MAP).
    /// </returns>
    /// <inheritdoc cref="IsValid(int)"/>
    /// <exception cref="OverflowException">The value is outside the range of its CLR type.</exception>
    public object? GetValue(int row)
    {
        if (!IsValid(row))
        {
            return null;
        }

        return Type.Kind switch
        {
            DuckDbTypeKind.Boolean => GetBoolean(row),
            DuckDbTypeKind.TinyInt => Values<sbyte>()[row],
            DuckDbTypeKind.SmallInt => Values<short>()[row],
            DuckDbTypeKind.Integer => Values<int>()[row],
            DuckDbTypeKind.BigInt => Values<long>()[row],
            DuckDbTypeKind.UTinyInt => Values<byte>()[row],
            DuckDbTypeKind.USmallInt => Values<ushort>()[row],
            DuckDbTypeKind.UInteger => Values<uint>()[row],
            DuckDbTypeKind.UBigInt => Values<ulong>()[row],
            DuckDbTypeKind.Float => Values<float>()[row],
            DuckDbTypeKind.Double => Values<double>()[row],
            DuckDbTypeKind.Decimal => GetDecimal(row),
            DuckDbTypeKind.Varchar => GetString(row),
            DuckDbTypeKind.Blob => Bytes(row).ToArray(),
            DuckDbTypeKind.Date => GetDate(row),
            DuckDbTypeKind.Time => GetTime(row),
            DuckDbTypeKind.Timestamp => GetTimestamp(row),
            DuckDbTypeKind.TimestampTz => new DateTimeOffset(GetTimestamp(row)),
            DuckDbTypeKind.List => GetList(row),
            DuckDbTypeKind.Map => GetMap(row),
            _ => GetStruct(row),
        };
    }

    private object?[] GetList(int row)
    {
        var (offset, length) = ListEntry(row);
        var child = Child;
        var values = new object?[length];

        for (var i = 0; i < length; i++)
        {
            values[i] = child.GetValue(offset + i);
        }

        return values;
    }

    private KeyValuePair<object, object?>[] GetMap(int row)
    {
        var (offset, length) = ListEntry(row);
        var entries = Child;
        var pairs = new KeyValuePair<object, object?>[length];

        for (var i = 0; i < length; i++)
        {
            pairs[i] = new(entries.Field(0).GetValue(offset + i)!, entries.Field(1).GetValue(offset + i));
        }

        return pairs;
    }

    private Dictionary<string, object?> GetStruct(int row)
    {
        var values = new Dictionary<string, object?>(Type.Fields.Count);

        for (var i = 0; i < Type.Fields.Count; i++)
        {
            values[Type.Fields[i].Name] = Field(i).GetValue(row);
        }

        return values;
    }
}

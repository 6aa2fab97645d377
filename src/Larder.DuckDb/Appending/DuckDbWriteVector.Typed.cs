namespace Larder.DuckDb;

public readonly unsafe ref partial struct DuckDbWriteVector
{
    /// <summary>Sets a row of a DECIMAL column of any width.</summary>
    /// <inheritdoc cref="SetString(int, string)"/>
    /// <exception cref="OverflowException">The value does not fit the column without rounding.</exception>
    public void SetDecimal(int row, decimal value)
    {
        Check(row, DuckDbTypeKind.Decimal, nameof(SetDecimal));

        var scaled = Decimals.Scale(value, Type.DecimalWidth, Type.DecimalScale);

        switch (Type.Physical)
        {
            case PhysicalKind.Int16:
                ((short*)_data)[row] = (short)scaled;
                break;
            case PhysicalKind.Int32:
                ((int*)_data)[row] = (int)scaled;
                break;
            case PhysicalKind.Int64:
                ((long*)_data)[row] = (long)scaled;
                break;
            default:
                ((Int128*)_data)[row] = scaled;
                break;
        }
    }

    /// <summary>Sets a row of a DATE column.</summary>
    /// <inheritdoc cref="SetString(int, string)"/>
    public void SetDate(int row, DateOnly value)
    {
        Check(row, DuckDbTypeKind.Date, nameof(SetDate));
        ((int*)_data)[row] = Timestamps.ToDays(value);
    }

    /// <summary>Sets a row of a TIME column in microseconds; finer fractions are cut off.</summary>
    /// <inheritdoc cref="SetString(int, string)"/>
    public void SetTime(int row, TimeOnly value)
    {
        Check(row, DuckDbTypeKind.Time, nameof(SetTime));
        ((long*)_data)[row] = Timestamps.ToMicros(value);
    }

    /// <summary>Sets a row of a TIMESTAMP column in microseconds; finer fractions are cut off downwards.</summary>
    /// <param name="row">Row, from 0.</param>
    /// <param name="value">An instant in UTC; kind Unspecified counts as UTC.</param>
    /// <exception cref="ArgumentException">The value is of kind Local.</exception>
    /// <exception cref="InvalidOperationException">The column is not TIMESTAMP.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="ObjectDisposedException">The chunk has been appended or its appender is disposed.</exception>
    public void SetTimestamp(int row, DateTime value)
    {
        Check(row, DuckDbTypeKind.Timestamp, nameof(SetTimestamp));
        ((long*)_data)[row] = Timestamps.ToUtcMicros(value, nameof(value));
    }

    /// <summary>Sets a row of a TIMESTAMP WITH TIME ZONE column in microseconds; finer fractions are cut off downwards.</summary>
    /// <inheritdoc cref="SetString(int, string)"/>
    public void SetTimestampTz(int row, DateTimeOffset value)
    {
        Check(row, DuckDbTypeKind.TimestampTz, nameof(SetTimestampTz));
        ((long*)_data)[row] = Timestamps.ToMicros(value.UtcDateTime);
    }

    private void Check(int row, DuckDbTypeKind kind, string call)
    {
        Check(row);

        if (Type.Kind != kind)
        {
            throw WrongLayout($"{call}(row, …)");
        }
    }
}

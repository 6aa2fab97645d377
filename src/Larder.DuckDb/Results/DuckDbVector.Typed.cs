using System.Text;
using Larder.DuckDb.Interop;

namespace Larder.DuckDb;

public readonly unsafe ref partial struct DuckDbVector
{
    /// <summary>The text of a VARCHAR row; throws for NULL.</summary>
    /// <param name="row">Row, from 0.</param>
    /// <exception cref="InvalidOperationException">The row is NULL, or the column is of another type.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="ObjectDisposedException">The chunk is no longer valid.</exception>
    public string GetString(int row)
    {
        Check(row, DuckDbTypeKind.Varchar, nameof(GetString));

        return Encoding.UTF8.GetString(NativeString.Span((NativeString*)_data + row));
    }

    /// <summary>The value of a BOOLEAN row; throws for NULL.</summary>
    /// <inheritdoc cref="GetString(int)"/>
    public bool GetBoolean(int row)
    {
        Check(row, DuckDbTypeKind.Boolean, nameof(GetBoolean));

        return ((byte*)_data)[row] != 0;
    }

    /// <summary>The value of a DATE row; throws for NULL.</summary>
    /// <inheritdoc cref="GetString(int)"/>
    /// <exception cref="OverflowException">The date is infinite or outside the range of <see cref="DateOnly"/>.</exception>
    public DateOnly GetDate(int row)
    {
        Check(row, DuckDbTypeKind.Date, nameof(GetDate));

        return Timestamps.ToDate(((int*)_data)[row]);
    }

    /// <summary>The value of a TIME row; throws for NULL.</summary>
    /// <inheritdoc cref="GetString(int)"/>
    /// <exception cref="OverflowException">The time is 24:00:00, which <see cref="TimeOnly"/> cannot hold.</exception>
    public TimeOnly GetTime(int row)
    {
        Check(row, DuckDbTypeKind.Time, nameof(GetTime));

        return Timestamps.ToTime(((long*)_data)[row]);
    }

    /// <summary>The value of a TIMESTAMP or TIMESTAMP WITH TIME ZONE row, of kind UTC; throws for NULL.</summary>
    /// <inheritdoc cref="GetString(int)"/>
    /// <exception cref="OverflowException">The timestamp is infinite or outside the range of <see cref="DateTime"/>.</exception>
    public DateTime GetTimestamp(int row)
    {
        var expected = Type.Kind is DuckDbTypeKind.TimestampTz ? DuckDbTypeKind.TimestampTz : DuckDbTypeKind.Timestamp;
        Check(row, expected, nameof(GetTimestamp));

        return Timestamps.ToDateTime(((long*)_data)[row]);
    }

    /// <summary>The value of a DECIMAL row of any width; throws for NULL.</summary>
    /// <inheritdoc cref="GetString(int)"/>
    /// <exception cref="OverflowException">The value has more digits than <see cref="decimal"/> holds.</exception>
    public decimal GetDecimal(int row)
    {
        Check(row, DuckDbTypeKind.Decimal, nameof(GetDecimal));

        Int128 value = Type.Physical switch
        {
            PhysicalKind.Int16 => ((short*)_data)[row],
            PhysicalKind.Int32 => ((int*)_data)[row],
            PhysicalKind.Int64 => ((long*)_data)[row],
            _ => ((Int128*)_data)[row],
        };

        return Decimals.ToDecimal(value, Type.DecimalScale);
    }

    private void Check(int row, DuckDbTypeKind kind, string call)
    {
        Check(row);

        if (Type.Kind != kind)
        {
            throw WrongLayout($"{call}(row)");
        }

        if (!IsValidUnchecked(row))
        {
            throw new InvalidOperationException(
                $"Row {row} of column {Identifiers.Quote(_column)} is NULL; test IsValid(row) before {call}(row).");
        }
    }
}

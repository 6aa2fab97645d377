using Larder.DuckDb.Interop;

namespace Larder.DuckDb;

public sealed partial class DuckDbStatement
{
    /// <summary>Sets a parameter to NULL.</summary>
    /// <param name="parameter">Number of the parameter, from 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such parameter.</exception>
    public void BindNull(int parameter) => Check(NativeMethods.BindNull(_handle, CheckIndex(parameter)));

    /// <summary>Sets a parameter to a BOOLEAN.</summary>
    /// <inheritdoc cref="Bind(int, string)"/>
    public void Bind(int parameter, bool value) => Check(NativeMethods.BindBoolean(_handle, CheckIndex(parameter), value));

    /// <summary>Sets a parameter to a TINYINT.</summary>
    /// <inheritdoc cref="Bind(int, string)"/>
    public void Bind(int parameter, sbyte value) => Check(NativeMethods.BindInt8(_handle, CheckIndex(parameter), value));

    /// <summary>Sets a parameter to a SMALLINT.</summary>
    /// <inheritdoc cref="Bind(int, string)"/>
    public void Bind(int parameter, short value) => Check(NativeMethods.BindInt16(_handle, CheckIndex(parameter), value));

    /// <summary>Sets a parameter to an INTEGER.</summary>
    /// <inheritdoc cref="Bind(int, string)"/>
    public void Bind(int parameter, int value) => Check(NativeMethods.BindInt32(_handle, CheckIndex(parameter), value));

    /// <summary>Sets a parameter to a BIGINT.</summary>
    /// <inheritdoc cref="Bind(int, string)"/>
    public void Bind(int parameter, long value) => Check(NativeMethods.BindInt64(_handle, CheckIndex(parameter), value));

    /// <summary>Sets a parameter to a UTINYINT.</summary>
    /// <inheritdoc cref="Bind(int, string)"/>
    public void Bind(int parameter, byte value) => Check(NativeMethods.BindUInt8(_handle, CheckIndex(parameter), value));

    /// <summary>Sets a parameter to a USMALLINT.</summary>
    /// <inheritdoc cref="Bind(int, string)"/>
    public void Bind(int parameter, ushort value) => Check(NativeMethods.BindUInt16(_handle, CheckIndex(parameter), value));

    /// <summary>Sets a parameter to a UINTEGER.</summary>
    /// <inheritdoc cref="Bind(int, string)"/>
    public void Bind(int parameter, uint value) => Check(NativeMethods.BindUInt32(_handle, CheckIndex(parameter), value));

    /// <summary>Sets a parameter to a UBIGINT.</summary>
    /// <inheritdoc cref="Bind(int, string)"/>
    public void Bind(int parameter, ulong value) => Check(NativeMethods.BindUInt64(_handle, CheckIndex(parameter), value));

    /// <summary>Sets a parameter to a FLOAT.</summary>
    /// <inheritdoc cref="Bind(int, string)"/>
    public void Bind(int parameter, float value) => Check(NativeMethods.BindFloat(_handle, CheckIndex(parameter), value));

    /// <summary>Sets a parameter to a DOUBLE.</summary>
    /// <inheritdoc cref="Bind(int, string)"/>
    public void Bind(int parameter, double value) => Check(NativeMethods.BindDouble(_handle, CheckIndex(parameter), value));

    /// <summary>Sets a parameter to a DECIMAL of the value's own width and scale.</summary>
    /// <inheritdoc cref="Bind(int, string)"/>
    public void Bind(int parameter, decimal value)
    {
        var mantissa = Decimals.Mantissa(value);
        var width = Math.Max(Decimals.Digits(mantissa), value.Scale);

        Check(NativeMethods.BindDecimal(
            _handle, CheckIndex(parameter), new NativeDecimal((byte)width, (byte)value.Scale, mantissa)));
    }

    /// <summary>Sets a parameter to a DATE.</summary>
    /// <inheritdoc cref="Bind(int, string)"/>
    public void Bind(int parameter, DateOnly value) =>
        Check(NativeMethods.BindDate(_handle, CheckIndex(parameter), Timestamps.ToDays(value)));

    /// <summary>Sets a parameter to a TIME in microseconds; finer fractions are cut off.</summary>
    /// <inheritdoc cref="Bind(int, string)"/>
    public void Bind(int parameter, TimeOnly value) =>
        Check(NativeMethods.BindTime(_handle, CheckIndex(parameter), Timestamps.ToMicros(value)));

    /// <summary>Sets a parameter to a TIMESTAMP in microseconds; finer fractions are cut off downwards.</summary>
    /// <param name="parameter">Number of the parameter, from 1.</param>
    /// <param name="value">An instant in UTC; kind Unspecified counts as UTC.</param>
    /// <exception cref="ArgumentException">The value is of kind Local.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such parameter.</exception>
    public void Bind(int parameter, DateTime value) =>
        Check(NativeMethods.BindTimestamp(_handle, CheckIndex(parameter), Timestamps.ToUtcMicros(value, nameof(value))));

    /// <summary>Sets a parameter to a TIMESTAMP WITH TIME ZONE in microseconds; finer fractions are cut off downwards.</summary>
    /// <inheritdoc cref="Bind(int, string)"/>
    public void Bind(int parameter, DateTimeOffset value) =>
        Check(NativeMethods.BindTimestampTz(_handle, CheckIndex(parameter), Timestamps.ToMicros(value.UtcDateTime)));

    /// <summary>Sets a parameter to a VARCHAR, NUL characters included.</summary>
    /// <param name="parameter">Number of the parameter, from 1.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentException">The text has a surrogate without its partner.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such parameter.</exception>
    public unsafe void Bind(int parameter, string value)
    {
        ArgumentNullException.ThrowIfNull(value);

        using var utf8 = new Utf8Buffer(value, stackalloc byte[Utf8Buffer.StackSize]);

        fixed (byte* bytes = Utf8Buffer.NeverNull(utf8.Bytes))
        {
            Check(NativeMethods.BindVarchar(_handle, CheckIndex(parameter), bytes, (ulong)utf8.Bytes.Length));
        }
    }

    /// <summary>Sets a parameter to a BLOB.</summary>
    /// <inheritdoc cref="Bind(int, string)"/>
    public unsafe void Bind(int parameter, ReadOnlySpan<byte> value)
    {
        fixed (byte* bytes = Utf8Buffer.NeverNull(value))
        {
            Check(NativeMethods.BindBlob(_handle, CheckIndex(parameter), bytes, (ulong)value.Length));
        }
    }
}

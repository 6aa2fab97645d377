using System.Globalization;
using System.Text.Unicode;
using Larder.DuckDb.Interop;

namespace Larder.DuckDb;

/// <summary>
/// A column of the chunk being filled, or of the rows a function returns. Every access checks that the chunk has not been appended,
/// or the function not returned, meanwhile.
/// </summary>
public readonly unsafe ref partial struct DuckDbWriteVector
{
    private readonly WriteScope _scope;
    private readonly VectorPointer _vector;
    private readonly DuckDbColumn _column;
    private readonly int _generation;
    private readonly void* _data;

    internal DuckDbWriteVector(WriteScope scope, VectorPointer vector, DuckDbColumn column)
    {
        _scope = scope;
        _vector = vector;
        _column = column;
        _generation = scope.Generation;
        _data = NativeMethods.VectorGetData(vector);
    }

    /// <summary>SQL type of the values.</summary>
    public DuckDbType Type => _column.Type;

    /// <summary>All rows of the chunk as they lie in memory, RowCount or not; see <see cref="DuckDbVector.Values{T}"/>.</summary>
    /// <typeparam name="T">The CLR type of the layout.</typeparam>
    /// <exception cref="InvalidOperationException">The column has another layout; the message names the right call.</exception>
    /// <exception cref="ObjectDisposedException">The chunk has been appended or its appender is disposed.</exception>
    public Span<T> Values<T>()
        where T : unmanaged
    {
        CheckChunk();

        // A byte other than 0 and 1 in a BOOLEAN is undefined behavior inside DuckDB, so bytes are not offered here.
        var fits = PhysicalKinds.Fits<T>(Type.Physical) && (Type.Kind is not DuckDbTypeKind.Boolean || typeof(T) == typeof(bool));

        return fits ? new Span<T>(_data, WriteScope.Capacity) : throw WrongLayout($"Values<{typeof(T).Name}>()");
    }

    /// <summary>Makes a row NULL, whatever its value, until the chunk is appended.</summary>
    /// <param name="row">Row, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="ObjectDisposedException">The chunk has been appended or its appender is disposed.</exception>
    public void SetNull(int row)
    {
        Check(row);

        var validity = NativeMethods.VectorGetValidity(_vector);

        if (validity is null)
        {
            NativeMethods.VectorEnsureValidityWritable(_vector);
            validity = NativeMethods.VectorGetValidity(_vector);
        }

        validity[row >> 6] &= ~(1UL << (row & 63));
    }

    /// <summary>Sets a row of a VARCHAR (UTF-8) or BLOB column.</summary>
    /// <param name="row">Row, from 0.</param>
    /// <param name="utf8">The bytes, copied; NUL bytes are allowed.</param>
    /// <exception cref="ArgumentException">The column is VARCHAR and the bytes are not UTF-8.</exception>
    /// <exception cref="InvalidOperationException">The column is neither VARCHAR nor BLOB.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="ObjectDisposedException">The chunk has been appended or its appender is disposed.</exception>
    public void SetString(int row, ReadOnlySpan<byte> utf8)
    {
        Check(row);

        if (Type.Physical is not PhysicalKind.Bytes)
        {
            throw WrongLayout($"{nameof(SetString)}(row, …)");
        }

        if (Type.Kind is DuckDbTypeKind.Varchar && !Utf8.IsValid(utf8))
        {
            throw new ArgumentException(
                $"The bytes for row {row} of column {Identifiers.Quote(_column.Name)} are not UTF-8; "
                + "decode them first, or make the column a BLOB.",
                nameof(utf8));
        }

        Assign(row, utf8);
    }

    /// <summary>Sets a row of a VARCHAR column.</summary>
    /// <param name="row">Row, from 0.</param>
    /// <param name="value">The text; NUL characters are allowed.</param>
    /// <exception cref="ArgumentException">The text has a surrogate without its partner.</exception>
    /// <exception cref="InvalidOperationException">The column is not VARCHAR.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="ObjectDisposedException">The chunk has been appended or its appender is disposed.</exception>
    public void SetString(int row, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Check(row);

        if (Type.Kind is not DuckDbTypeKind.Varchar)
        {
            throw WrongLayout($"{nameof(SetString)}(row, …)");
        }

        using var utf8 = new Utf8Buffer(value, stackalloc byte[Utf8Buffer.StackSize]);
        Assign(row, utf8.Bytes);
    }

    private void Assign(int row, ReadOnlySpan<byte> bytes)
    {
        if (NativeString.TryInline((NativeString*)_data + row, bytes))
        {
            return;
        }

        fixed (byte* first = bytes)
        {
            NativeMethods.VectorAssignString(_vector, (ulong)row, first, (ulong)bytes.Length);
        }
    }

    private void CheckChunk() =>
        ObjectDisposedException.ThrowIf(_scope is null || _scope.Generation != _generation, typeof(DuckDbWriteVector));

    private void Check(int row)
    {
        CheckChunk();

        if ((uint)row >= (uint)WriteScope.Capacity)
        {
            throw new ArgumentOutOfRangeException(
                nameof(row),
                string.Create(
                    CultureInfo.InvariantCulture, $"There is no row {row}: the chunk holds {WriteScope.Capacity} rows, counted from 0."));
        }
    }

    private InvalidOperationException WrongLayout(string call) =>
        new($"{call} does not fit column {Identifiers.Quote(_column.Name)} of type {Type}; use {PhysicalKinds.WriteAdvice(Type)}.");
}

using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Unicode;
using Larder.DuckDb.Interop;

namespace Larder.DuckDb;

/// <summary>
/// A column of the chunk being filled, or of the rows a function returns, or the elements of one row of a LIST or MAP. Every access checks
/// that the chunk has not been appended, or the function not returned, meanwhile.
/// </summary>
public readonly unsafe ref partial struct DuckDbWriteVector
{
    private readonly WriteScope _scope;
    private readonly VectorPointer _vector;
    private readonly DuckDbColumn _column;
    private readonly int _generation;
    private readonly void* _data;
    private readonly int _capacity;

    // Elements of a list: where they begin in the vector, and when they were made room for; -1 in a column.
    private readonly int _first;
    private readonly int _growth;

    internal DuckDbWriteVector(WriteScope scope, VectorPointer vector, DuckDbColumn column)
    {
        _scope = scope;
        _vector = vector;
        _column = column;
        _generation = scope.Generation;
        _data = NativeMethods.VectorGetData(vector);
        _capacity = WriteScope.Capacity;
        _growth = -1;
    }

    private DuckDbWriteVector(WriteScope scope, VectorPointer vector, DuckDbColumn column, int first, int length)
    {
        _scope = scope;
        _vector = vector;
        _column = column;
        _generation = scope.Generation;
        _data = (byte*)NativeMethods.VectorGetData(vector) + ((long)first * PhysicalKinds.Size(column.Type.Physical));
        _capacity = length;
        _first = first;
        _growth = scope.Growth;
    }

    /// <summary>SQL type of the values.</summary>
    public DuckDbType Type => _column.Type;

    /// <summary>All rows of the chunk, RowCount or not, or all elements of the list as they lie in memory; see <see cref="DuckDbVector.Values{T}"/>.</summary>
    /// <typeparam name="T">The CLR type of the layout.</typeparam>
    /// <exception cref="InvalidOperationException">The column has another layout; the message names the right call.</exception>
    /// <exception cref="ObjectDisposedException">The chunk has been appended or its appender is disposed.</exception>
    public Span<T> Values<T>()
        where T : unmanaged
    {
        CheckChunk();

        // A byte other than 0 and 1 in a BOOLEAN is undefined behavior inside DuckDB, so bytes are not offered here.
        // Where a list lies is decided here alone.
        var fits = PhysicalKinds.Fits<T>(Type.Physical) && Type.Physical is not PhysicalKind.List && (Type.Kind is not DuckDbTypeKind.Boolean || typeof(T) == typeof(bool));

        return fits ? new Span<T>(_data, _capacity) : throw WrongLayout($"Values<{typeof(T).Name}>()");
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

        var place = _first + row;
        validity[place >> 6] &= ~(1UL << (place & 63));

        if (Type.Physical is PhysicalKind.List)
        {
            ((DuckDbListEntry*)_data)[row] = default;
        }
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

    /// <summary>Copies rows of a VARCHAR column of a result, NULLs too; its texts are known to be UTF-8.</summary>
    /// <param name="first">The first row to set.</param>
    /// <param name="source">The column.</param>
    /// <param name="rows">Its rows, in the order in which they are set.</param>
    /// <exception cref="InvalidOperationException">One of the two columns is not VARCHAR.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many rows, or no such row.</exception>
    /// <exception cref="ObjectDisposedException">A chunk is no longer valid.</exception>
    // Millions of rows in a few calls: the runtime would find out too late that the loop is worth optimizing.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void CopyTexts(int first, DuckDbVector source, ReadOnlySpan<int> rows)
    {
        if (rows.Length == 0)
        {
            return;
        }

        Check(first);
        Check(first + rows.Length - 1);
        if (Type.Kind is not DuckDbTypeKind.Varchar || source.Type.Kind is not DuckDbTypeKind.Varchar)
        {
            throw WrongLayout($"{nameof(CopyTexts)}(first, …)");
        }

        for (var i = 0; i < rows.Length; i++)
        {
            if (source.HasNulls && !source.IsValid(rows[i]))
            {
                SetNull(first + i);
            }
            else
            {
                Assign(first + i, source.Bytes(rows[i]));
            }
        }
    }

    private void Assign(int row, ReadOnlySpan<byte> bytes)
    {
        if (NativeString.TryInline((NativeString*)_data + row, bytes))
        {
            return;
        }

        fixed (byte* first = bytes)
        {
            NativeMethods.VectorAssignString(_vector, (ulong)(_first + row), first, (ulong)bytes.Length);
        }
    }

    private void CheckChunk()
    {
        ObjectDisposedException.ThrowIf(_scope is null || _scope.Generation != _generation, typeof(DuckDbWriteVector));

        if (_growth >= 0 && _growth != _scope.Growth)
        {
            throw new InvalidOperationException(
                $"The elements of a list of column {Identifiers.Quote(_column.Name)} are written after another list was begun; fill each list before the next.");
        }
    }

    private void Check(int row)
    {
        CheckChunk();

        if ((uint)row >= (uint)_capacity)
        {
            throw new ArgumentOutOfRangeException(
                nameof(row),
                _growth < 0
                    ? string.Create(CultureInfo.InvariantCulture, $"There is no row {row}: the chunk holds {_capacity} rows, counted from 0.")
                    : string.Create(CultureInfo.InvariantCulture, $"There is no element {row}: the list has {_capacity}, counted from 0."));
        }
    }

    private InvalidOperationException WrongLayout(string call) =>
        new($"{call} does not fit column {Identifiers.Quote(_column.Name)} of type {Type}; use {PhysicalKinds.WriteAdvice(Type)}.");
}

using Larder.DuckDb.Interop;

namespace Larder.DuckDb;

/// <summary>
/// The values of one column in one chunk. Every access checks that the chunk is still valid; a span taken from it is not
/// checked any more and must be dropped before the next Read.
/// </summary>
public readonly unsafe ref partial struct DuckDbVector
{
    private readonly DuckDbChunk _chunk;
    private readonly VectorPointer _vector;
    private readonly string _column;
    private readonly void* _data;

    // Null when every row is valid, so that readers can skip the test per row.
    private readonly ulong* _validity;

    internal DuckDbVector(DuckDbChunk chunk, VectorPointer vector, string column, DuckDbType type, int rowCount)
    {
        _chunk = chunk;
        _vector = vector;
        _column = column;
        Type = type;
        RowCount = rowCount;
        _data = NativeMethods.VectorGetData(vector);

        var validity = NativeMethods.VectorGetValidity(vector);
        _validity = validity is null || ValidityMask.AllValid(validity, rowCount) ? null : validity;
    }

    /// <summary>SQL type of the values.</summary>
    public DuckDbType Type { get; }

    /// <summary>Number of rows; for the child of a LIST, the number of all its values.</summary>
    public int RowCount { get; }

    /// <summary>Whether at least one row is NULL.</summary>
    public bool HasNulls => _validity is not null;

    /// <summary>One bit per row, set when the row is not NULL, lowest bit first; empty when all rows are valid.</summary>
    /// <exception cref="ObjectDisposedException">The chunk is no longer valid.</exception>
    public ReadOnlySpan<ulong> Validity
    {
        get
        {
            CheckChunk();

            return _validity is null ? [] : new ReadOnlySpan<ulong>(_validity, ValidityMask.Words(RowCount));
        }
    }

    /// <summary>Whether a row is not NULL.</summary>
    /// <param name="row">Row, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="ObjectDisposedException">The chunk is no longer valid.</exception>
    public bool IsValid(int row)
    {
        Check(row);

        return IsValidUnchecked(row);
    }

    /// <summary>
    /// All values as they lie in memory: dates are <see cref="int"/> days, times and timestamps <see cref="long"/> microseconds,
    /// decimals scaled integers of 2, 4, 8 or 16 bytes. The values of NULL rows are arbitrary.
    /// </summary>
    /// <typeparam name="T">The CLR type of the layout.</typeparam>
    /// <exception cref="InvalidOperationException">The column has another layout; the message names the right call.</exception>
    /// <exception cref="ObjectDisposedException">The chunk is no longer valid.</exception>
    public ReadOnlySpan<T> Values<T>()
        where T : unmanaged
    {
        CheckChunk();

        return PhysicalKinds.Fits<T>(Type.Physical)
            ? new ReadOnlySpan<T>(_data, RowCount)
            : throw WrongLayout($"Values<{typeof(T).Name}>()");
    }

    /// <summary>The bytes of a VARCHAR (UTF-8) or BLOB row without copying; empty for NULL.</summary>
    /// <inheritdoc cref="IsValid(int)"/>
    /// <exception cref="InvalidOperationException">The column is neither VARCHAR nor BLOB.</exception>
    public ReadOnlySpan<byte> Bytes(int row)
    {
        Check(row);

        if (Type.Kind is not (DuckDbTypeKind.Varchar or DuckDbTypeKind.Blob))
        {
            throw WrongLayout("Bytes(row)");
        }

        // The string behind a NULL is not initialized: its pointer must not be followed.
        return IsValidUnchecked(row) ? NativeString.Span((NativeString*)_data + row) : [];
    }

    private bool IsValidUnchecked(int row) => _validity is null || (_validity[row >> 6] & (1UL << (row & 63))) != 0;

    private void CheckChunk()
    {
        if (_chunk is null || _chunk.IsDisposed)
        {
            throw new ObjectDisposedException(typeof(DuckDbVector).FullName);
        }
    }

    private void Check(int row)
    {
        CheckChunk();

        if ((uint)row >= (uint)RowCount)
        {
            throw new ArgumentOutOfRangeException(nameof(row), $"There is no row {row}: the vector has {RowCount} rows, counted from 0.");
        }
    }

    private InvalidOperationException WrongLayout(string call) =>
        new($"{call} does not fit column {Identifiers.Quote(_column)} of type {Type}; use {PhysicalKinds.Advice(Type.Physical)}.");
}

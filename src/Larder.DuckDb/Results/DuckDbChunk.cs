using Larder.DuckDb.Interop;

namespace Larder.DuckDb;

/// <summary>Up to 2048 rows of a result, column by column. Valid until the next Read or until it is disposed.</summary>
/// <threadsafety>One thread at a time, together with its result.</threadsafety>
public sealed class DuckDbChunk : IDisposable
{
    private readonly DataChunkHandle _handle;
    private readonly DuckDbColumn[] _columns;

    internal DuckDbChunk(DataChunkHandle handle, DuckDbColumn[] columns)
    {
        _handle = handle;
        _columns = columns;
        RowCount = (int)NativeMethods.DataChunkGetSize(handle);
    }

    /// <summary>Number of rows.</summary>
    public int RowCount { get; }

    /// <summary>Number of columns.</summary>
    public int ColumnCount => _columns.Length;

    internal bool IsDisposed => _handle.IsDisposed;

    /// <summary>The values of a column. Take it once per chunk, not once per row.</summary>
    /// <param name="column">Number of the column, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    /// <exception cref="NotSupportedException">The column's type cannot be read; the message suggests a CAST.</exception>
    /// <exception cref="ObjectDisposedException">The chunk is no longer valid.</exception>
    public DuckDbVector this[int column]
    {
        get
        {
            ObjectDisposedException.ThrowIf(_handle.IsDisposed, this);
            ArgumentOutOfRangeException.ThrowIfNegative(column);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, _columns.Length);

            var (name, type) = _columns[column];

            return type.IsReadable
                ? new DuckDbVector(this, NativeMethods.DataChunkGetVector(_handle, (ulong)column), name, type, RowCount)
                : throw new NotSupportedException(
                    $"Column {Identifiers.Quote(name)} is of type {type}, which cannot be read. "
                    + $"Select CAST({Identifiers.Quote(name)} AS {SqlTypeNames.Readable(type)}) instead.");
        }
    }

    /// <summary>Frees the rows.</summary>
    public void Dispose() => _handle.Dispose();
}

using System.Globalization;
using Larder.DuckDb.Interop;

namespace Larder.DuckDb;

/// <summary>
/// A chunk of rows to be appended, column by column. Rows never set are zero, empty or the epoch, not NULL.
/// </summary>
/// <threadsafety>One thread at a time, together with its appender.</threadsafety>
public sealed class DuckDbWriteChunk : IDisposable
{
    private readonly DataChunkHandle _handle;
    private readonly DuckDbColumn[] _columns;
    private readonly WriteScope _scope = new();
    private int _rowCount;

    private DuckDbWriteChunk(DataChunkHandle handle, DuckDbColumn[] columns)
    {
        _handle = handle;
        _columns = columns;
        Clear();
    }

    /// <summary>Rows the chunk holds at most: 2048.</summary>
    public int Capacity { get; } = WriteScope.Capacity;

    /// <summary>Number of columns.</summary>
    public int ColumnCount => _columns.Length;

    /// <summary>Rows that AppendChunk takes, counted from the first; 0 after it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative or above <see cref="Capacity"/>.</exception>
    public int RowCount
    {
        get => _rowCount;
        set
        {
            ObjectDisposedException.ThrowIf(_handle.IsDisposed, this);

            if (value < 0 || value > Capacity)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(value),
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"A chunk holds 0 to {Capacity} rows, not {value}; append it and go on with the next."));
            }

            _rowCount = value;
            NativeMethods.DataChunkSetSize(_handle, (ulong)value);
        }
    }

    internal DataChunkHandle Handle => _handle;

    /// <summary>A column to write to. Valid until the chunk is appended.</summary>
    /// <param name="column">Number of the column, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    /// <exception cref="ObjectDisposedException">The appender is disposed.</exception>
    public DuckDbWriteVector this[int column]
    {
        get
        {
            ObjectDisposedException.ThrowIf(_handle.IsDisposed, this);
            ArgumentOutOfRangeException.ThrowIfNegative(column);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, _columns.Length);

            return new DuckDbWriteVector(_scope, NativeMethods.DataChunkGetVector(_handle, (ulong)column), _columns[column]);
        }
    }

    /// <summary>Frees the chunk; its appender does this.</summary>
    public void Dispose()
    {
        _scope.End();
        _handle.Dispose();
    }

    internal static unsafe DuckDbWriteChunk Create(DuckDbColumn[] columns)
    {
        var types = new LogicalTypeHandle[columns.Length];

        try
        {
            var pointers = stackalloc nint[columns.Length];

            for (var i = 0; i < columns.Length; i++)
            {
                types[i] = LogicalTypeWriter.Create(columns[i].Type);
                pointers[i] = types[i].DangerousGetHandle();
            }

            var handle = NativeMethods.CreateDataChunk(pointers, (ulong)columns.Length);
            handle.Attach();

            return new DuckDbWriteChunk(handle, columns);
        }
        finally
        {
            // Also keeps the types alive until DuckDB has copied them.
            foreach (var type in types)
            {
                type?.Dispose();
            }
        }
    }

    internal void Reset()
    {
        _scope.End();
        _rowCount = 0;
        NativeMethods.DataChunkReset(_handle);
        Clear();
    }

    // A reset leaves the old bytes in place: stale numbers, and strings that point into freed memory.
    private unsafe void Clear()
    {
        for (var i = 0; i < _columns.Length; i++)
        {
            var vector = NativeMethods.DataChunkGetVector(_handle, (ulong)i);
            var data = NativeMethods.VectorGetData(vector);
            new Span<byte>(data, Capacity * PhysicalKinds.Size(_columns[i].Type.Physical)).Clear();
            DuckDbWriteVector.Clear(vector, _columns[i].Type);
        }
    }
}

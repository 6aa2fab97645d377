using Larder.DuckDb.Interop;

namespace Larder.DuckDb;

/// <summary>
/// Rows of a query, read chunk by chunk while the query runs; it holds memory for a few chunks only. It ends when its
/// connection starts another statement.
/// </summary>
/// <threadsafety>One thread at a time, together with its connection.</threadsafety>
public sealed class DuckDbResult : IDisposable
{
    private readonly StatementRun _run;
    private readonly DuckDbColumn[] _columns;
    private DuckDbChunk? _current;
    private State _state;

    internal DuckDbResult(StatementRun run)
    {
        _run = run;
        _columns = ReadColumns(run.Result);
    }

    private enum State
    {
        Open,
        Exhausted,
        Failed,
    }

    /// <summary>The columns, also of types that cannot be read.</summary>
    public IReadOnlyList<DuckDbColumn> Columns => _columns;

    /// <summary>Reads the next rows. The chunk read before is disposed and its spans must not be used any more.</summary>
    /// <param name="ct">Interrupts the query; without one, the token given to Query does.</param>
    /// <returns>A chunk with at least one row, or null at the end.</returns>
    /// <exception cref="DuckDbException">The query failed on the way.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, or interrupted: the result has ended, the connection stays usable.</exception>
    /// <exception cref="InvalidOperationException">The connection has started another statement, or the result failed before.</exception>
    /// <exception cref="ObjectDisposedException">The result or its connection is disposed.</exception>
    public DuckDbChunk? Read(CancellationToken ct = default)
    {
        ObjectDisposedException.ThrowIf(_run.Result.IsDisposed, this);
        _current?.Dispose();
        _current = null;

        return _current = Take(ct);
    }

    /// <summary>Reads the next rows as a chunk of the caller's own, who disposes it; it outlives this result.</summary>
    /// <inheritdoc cref="Read"/>
    public DuckDbChunk? Take(CancellationToken ct = default)
    {
        ObjectDisposedException.ThrowIf(_run.Result.IsDisposed, this);

        return _state switch
        {
            State.Open => Fetch(ct),
            State.Exhausted => null,
            _ => throw new InvalidOperationException("This result failed earlier and has no more rows; run the query again."),
        };
    }

    /// <summary>Frees the result and its current chunk. A query that was not read to its end is stopped.</summary>
    public void Dispose()
    {
        _current?.Dispose();
        _current = null;
        _run.Dispose();

        if (_state is not State.Exhausted)
        {
            _state = State.Exhausted;
            _run.Abandon();
        }
    }

    private DuckDbChunk? Fetch(CancellationToken cancellationToken)
    {
        _state = State.Failed;

        for (; ; )
        {
            var handle = _run.Fetch(cancellationToken);

            if (handle is null)
            {
                _state = State.Exhausted;

                return null;
            }

            var chunk = new DuckDbChunk(handle, _columns);

            if (chunk.RowCount > 0)
            {
                _state = State.Open;

                return chunk;
            }

            chunk.Dispose();
        }
    }

    private static DuckDbColumn[] ReadColumns(ResultHandle result)
    {
        var columns = new DuckDbColumn[NativeMethods.ColumnCount(result)];

        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = new DuckDbColumn(
                NativeMethods.ColumnName(result, (ulong)i) ?? "",
                LogicalTypeReader.Consume(NativeMethods.ColumnLogicalType(result, (ulong)i)));
        }

        return columns;
    }
}

using Larder.DuckDb.Interop;

namespace Larder.DuckDb;

/// <summary>
/// Loads rows into a table chunk by chunk: fill <see cref="Chunk"/>, set its RowCount, call <see cref="AppendChunk"/>, repeat,
/// then <see cref="Close"/>. All rows or none are kept: without <see cref="Close"/>, disposing drops them.
/// <para>
/// Inside a transaction of the caller the rows become part of it. Dropping them is then possible only together with the
/// rest: if some have reached the table, the transaction is left aborted and must be rolled back, as after a failed statement.
/// </para>
/// </summary>
/// <threadsafety>One thread at a time, together with its connection.</threadsafety>
public sealed class DuckDbAppender : IDisposable
{
    private readonly DuckDbConnection _connection;
    private readonly AppenderHandle _handle;
    private readonly bool _ownsTransaction;
    private State _state;

    private DuckDbAppender(
        DuckDbConnection connection, AppenderHandle handle, string tableName, DuckDbColumn[] columns, bool ownsTransaction)
    {
        _connection = connection;
        _handle = handle;
        _ownsTransaction = ownsTransaction;
        TableName = tableName;
        Columns = columns;
        Chunk = DuckDbWriteChunk.Create(columns);
    }

    private enum State
    {
        Open,
        Failed,
        Closed,
    }

    /// <summary>The columns of the table, in the order of the chunk.</summary>
    public IReadOnlyList<DuckDbColumn> Columns { get; }

    /// <summary>The chunk to fill, always the same object.</summary>
    public DuckDbWriteChunk Chunk { get; }

    /// <summary>Rows appended so far, without those still in <see cref="Chunk"/>.</summary>
    public long RowsAppended { get; private set; }

    internal string TableName { get; }

    /// <summary>Appends the first RowCount rows of <see cref="Chunk"/> and empties it for reuse.</summary>
    /// <exception cref="DuckDbException">A row violates a constraint. No row of this appender is kept.</exception>
    /// <exception cref="InvalidOperationException">The appender failed before or is closed.</exception>
    /// <exception cref="ObjectDisposedException">The appender or its connection is disposed.</exception>
    public void AppendChunk()
    {
        CheckOpen();

        if (Chunk.RowCount == 0)
        {
            return;
        }

        var rows = Chunk.RowCount;
        Check(NativeMethods.AppendDataChunk(_handle, Chunk.Handle));
        RowsAppended += rows;
        Chunk.Reset();
    }

    /// <summary>
    /// Moves appended rows into the table, where statements of this connection see them. They are kept only after <see cref="Close"/>.
    /// </summary>
    /// <inheritdoc cref="AppendChunk"/>
    public void Flush()
    {
        CheckOpen();
        Check(NativeMethods.AppenderFlush(_handle));
    }

    /// <summary>Appends what is left in <see cref="Chunk"/> and keeps all rows. Ends the appender.</summary>
    /// <inheritdoc cref="AppendChunk"/>
    public void Close()
    {
        AppendChunk();
        Flush();

        if (_ownsTransaction)
        {
            try
            {
                _connection.Commit();
            }
            catch
            {
                Abandon();

                throw;
            }
        }

        End(State.Closed);
    }

    /// <summary>Frees the appender. Rows of an appender that was not closed are dropped.</summary>
    public void Dispose()
    {
        if (_state is State.Open)
        {
            Abandon();
        }

        Chunk.Dispose();
        _handle.Dispose();
    }

    internal static DuckDbAppender Create(DuckDbConnection connection, string? schema, string table, bool ownsTransaction)
    {
        var state = NativeMethods.AppenderCreate(connection.Handle, catalog: null, schema, table, out var handle);
        handle.Attach(connection.Handle);

        try
        {
            if (state is not NativeState.Success)
            {
                throw ErrorFactory.FromAppender(handle);
            }

            var name = schema is null ? Identifiers.Quote(table) : $"{Identifiers.Quote(schema)}.{Identifiers.Quote(table)}";
            var columns = AppenderColumns.Read(connection.Handle, handle, schema, table, name);

            return new DuckDbAppender(connection, handle, name, columns, ownsTransaction);
        }
        catch
        {
            handle.Dispose();

            throw;
        }
    }

    private void CheckOpen()
    {
        ObjectDisposedException.ThrowIf(_handle.IsDisposed || _connection.Handle.IsDisposed, this);

        if (_state is not State.Open)
        {
            throw new InvalidOperationException(_state is State.Failed
                ? $"The appender to table {TableName} failed earlier and its rows were dropped; start a new one."
                : $"The appender to table {TableName} is closed; start a new one to append more rows.");
        }
    }

    private void Check(NativeState state)
    {
        if (state is not NativeState.Success)
        {
            var error = ErrorFactory.FromAppender(_handle);
            Abandon();

            throw error;
        }
    }

    private void Abandon()
    {
        NativeMethods.AppenderClear(_handle);

        if (_ownsTransaction)
        {
            _connection.Rollback();
        }
        else if (RowsAppended > 0)
        {
            _connection.AbortTransaction(
                $"The appender to table {TableName} was given up inside this transaction after {RowsAppended} rows.");
        }

        End(State.Failed);
    }

    private void End(State state)
    {
        _state = state;
        _connection.ForgetAppender();
    }
}

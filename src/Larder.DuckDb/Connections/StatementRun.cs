using Larder.DuckDb.Interop;

namespace Larder.DuckDb;

/// <summary>
/// One run of a prepared statement and its native result.
/// <para>
/// DuckDB clears its interrupt flag when a statement is made pending. A token cancelled before that would be forgotten, so
/// it is looked at once more between "pending" and "execute": from there on the flag stays until the next statement.
/// </para>
/// </summary>
internal sealed class StatementRun : IDisposable
{
    private readonly long _number;
    private readonly ResultHandle _result;
    private readonly CancellationToken _cancellationToken;

    private StatementRun(DuckDbConnection connection, long number, ResultHandle result, string sql, CancellationToken cancellationToken)
    {
        Connection = connection;
        _number = number;
        _result = result;
        Sql = sql;
        _cancellationToken = cancellationToken;
    }

    internal DuckDbConnection Connection { get; }

    internal string Sql { get; }

    internal ResultHandle Result => _result;

    /// <summary>Rows changed by a statement that was not streamed. Consumes the result.</summary>
    internal long RowsChanged => NativeMethods.ResultStatementType(_result.Value) is NativeStatementType.Create
        ? ReadCreatedRows()
        : (long)NativeMethods.RowsChanged(_result);

    internal static StatementRun Start(
        DuckDbConnection connection,
        PreparedStatementHandle statement,
        string sql,
        bool streaming,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        var number = connection.BeginStatement();

        using var registration = connection.InterruptOn(cancellationToken);
        using var pending = MakePending(statement, sql, streaming, cancellationToken);

        if (cancellationToken.IsCancellationRequested)
        {
            connection.Interrupt();
        }

        var result = new ResultHandle();
        result.Attach(connection.Handle);

        if (NativeMethods.ExecutePending(pending, result) is NativeState.Success)
        {
            return new StatementRun(connection, number, result, sql, cancellationToken);
        }

        using (result)
        {
            throw ErrorFactory.FromResult(result, sql, cancellationToken);
        }
    }

    /// <summary>The next chunk, or null at the end.</summary>
    internal DataChunkHandle? Fetch(CancellationToken cancellationToken)
    {
        Connection.CheckCurrent(_number);

        var token = cancellationToken.CanBeCanceled ? cancellationToken : _cancellationToken;
        token.ThrowIfCancellationRequested();

        DataChunkHandle chunk;

        using (Connection.InterruptOn(token))
        {
            chunk = _result.FetchChunk();
        }

        if (!chunk.IsInvalid)
        {
            chunk.Attach();

            return chunk;
        }

        chunk.Dispose();

        return string.IsNullOrEmpty(NativeMethods.ResultError(_result))
            ? null
            : throw ErrorFactory.FromResult(_result, Sql, token);
    }

    public void Dispose() => _result.Dispose();

    /// <summary>Ends the query when its rows are no longer wanted but have not all been read.</summary>
    internal void Abandon()
    {
        if (Connection.IsCurrent(_number))
        {
            Connection.EndActiveQuery();
        }
    }

    // DuckDB does not count CREATE TABLE AS among the changes but returns the number as its only value.
    private unsafe long ReadCreatedRows()
    {
        if (LogicalTypeReader.Consume(NativeMethods.ColumnLogicalType(_result, 0)).Kind is not DuckDbTypeKind.BigInt)
        {
            return 0;
        }

        using var chunk = _result.FetchChunk();
        chunk.Attach();

        return chunk.IsInvalid || NativeMethods.DataChunkGetSize(chunk) == 0
            ? 0
            : *(long*)NativeMethods.VectorGetData(NativeMethods.DataChunkGetVector(chunk, 0));
    }

    private static PendingResultHandle MakePending(
        PreparedStatementHandle statement, string sql, bool streaming, CancellationToken cancellationToken)
    {
        var state = streaming
            ? NativeMethods.PendingPreparedStreaming(statement, out var pending)
            : NativeMethods.PendingPrepared(statement, out pending);

        pending.Attach();

        if (state is NativeState.Success)
        {
            return pending;
        }

        using (pending)
        {
            throw ErrorFactory.FromPending(pending, sql, cancellationToken);
        }
    }
}

using Larder.DuckDb.Interop;

namespace Larder.DuckDb;

/// <summary>SQL text cut into its statements, each prepared just before it runs because it may need what the one before created.</summary>
internal sealed class SqlScript : IDisposable
{
    private readonly DuckDbConnection _connection;
    private readonly ExtractedStatementsHandle _statements;
    private readonly string _sql;

    private SqlScript(DuckDbConnection connection, ExtractedStatementsHandle statements, string sql, int count)
    {
        _connection = connection;
        _statements = statements;
        _sql = sql;
        Count = count;
    }

    internal int Count { get; }

    internal static SqlScript Parse(DuckDbConnection connection, string sql)
    {
        connection.BeginStatement();

        var count = NativeMethods.ExtractStatements(connection.Handle, DuckDbConnection.CheckSql(sql), out var statements);
        statements.Attach(connection.Handle);

        if (count == 0 && NativeMethods.ExtractStatementsError(statements) is { Length: > 0 } error)
        {
            statements.Dispose();

            throw ErrorFactory.FromText(error, sql, CancellationToken.None);
        }

        return new SqlScript(connection, statements, sql, (int)count);
    }

    internal long Execute(int index, CancellationToken cancellationToken)
    {
        using var statement = Prepare(index, cancellationToken);
        using var run = StatementRun.Start(_connection, statement, _sql, streaming: false, cancellationToken);

        return run.RowsChanged;
    }

    internal DuckDbResult Query(int index, CancellationToken cancellationToken)
    {
        using var statement = Prepare(index, cancellationToken);

        return new DuckDbResult(StatementRun.Start(_connection, statement, _sql, streaming: true, cancellationToken));
    }

    public void Dispose() => _statements.Dispose();

    private PreparedStatementHandle Prepare(int index, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        // Binding may already read files, to find out their columns.
        using var registration = _connection.InterruptOn(cancellationToken);
        var state = NativeMethods.PrepareExtractedStatement(_connection.Handle, _statements, (ulong)index, out var statement);
        statement.Attach(_connection.Handle);

        if (state is NativeState.Success)
        {
            return statement;
        }

        using (statement)
        {
            throw ErrorFactory.FromPrepared(statement, _sql, cancellationToken);
        }
    }
}

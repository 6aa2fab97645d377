using Larder.DuckDb.Interop;

namespace Larder.DuckDb;

/// <summary>
/// A connection to a <see cref="DuckDbDatabase"/>. It runs one statement at a time: starting another one ends the result that
/// is being read from it.
/// </summary>
/// <threadsafety>One thread at a time, except <see cref="Interrupt"/>, which any thread may call.</threadsafety>
public sealed partial class DuckDbConnection : IDisposable
{
    private readonly ConnectionHandle _handle;

    // Number of the statement started last. A result remembers its own and may be read only while the two are equal.
    private long _statementNumber;

    internal DuckDbConnection(ConnectionHandle handle)
    {
        _handle = handle;
    }

    internal ConnectionHandle Handle => _handle;

    /// <summary>Runs one or several statements to their end. Rows they return are dropped.</summary>
    /// <param name="sql">Statements separated by semicolons. All are parsed before the first one runs.</param>
    /// <param name="cancellationToken">Interrupts the running statement; earlier ones keep their effect.</param>
    /// <returns>Rows inserted, updated, deleted or copied by the last statement; 0 for other statements.</returns>
    /// <exception cref="DuckDbException">A statement failed; earlier ones keep their effect.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, or interrupted. The connection stays usable.</exception>
    public long Execute(string sql, CancellationToken cancellationToken = default)
    {
        using var script = SqlScript.Parse(this, sql);
        var changed = 0L;

        for (var i = 0; i < script.Count; i++)
        {
            changed = script.Execute(i, cancellationToken);
        }

        return changed;
    }

    /// <summary>
    /// Runs a query and streams its rows; of several statements, the last one's. Returns when DuckDB's setting
    /// <c>streaming_buffer_size</c> (about 1 MB) is filled with rows, or the query has ended.
    /// </summary>
    /// <param name="sql">Statements separated by semicolons.</param>
    /// <param name="cancellationToken">Interrupts the query, also later during calls of Read that are given no token.</param>
    /// <exception cref="ArgumentException">The text contains no statement.</exception>
    /// <exception cref="DuckDbException">A statement failed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, or interrupted. The connection stays usable.</exception>
    public DuckDbResult Query(string sql, CancellationToken cancellationToken = default)
    {
        using var script = SqlScript.Parse(this, sql);

        if (script.Count == 0)
        {
            throw new ArgumentException("The SQL text contains no statement to query.", nameof(sql));
        }

        for (var i = 0; i < script.Count - 1; i++)
        {
            script.Execute(i, cancellationToken);
        }

        return script.Query(script.Count - 1, cancellationToken);
    }

    /// <summary>Prepares one statement with parameters <c>?</c>, <c>$1</c> or <c>$name</c>.</summary>
    /// <param name="sql">Exactly one statement.</param>
    /// <exception cref="DuckDbException">The statement does not parse or bind.</exception>
    public DuckDbStatement Prepare(string sql)
    {
        BeginStatement();

        var state = NativeMethods.Prepare(_handle, CheckSql(sql), out var statement);
        statement.Attach(_handle);

        if (state is NativeState.Success)
        {
            return new DuckDbStatement(this, statement, sql);
        }

        using (statement)
        {
            throw ErrorFactory.FromPrepared(statement, sql);
        }
    }

    /// <summary>Stops the statement that is running, if any: it fails with <see cref="OperationCanceledException"/>.</summary>
    /// <exception cref="ObjectDisposedException">The connection is disposed.</exception>
    public void Interrupt()
    {
        ObjectDisposedException.ThrowIf(_handle.IsDisposed, this);
        NativeMethods.Interrupt(_handle);
    }

    /// <summary>Closes the connection; an open transaction is rolled back and results can no longer be read.</summary>
    public void Dispose() => _handle.Dispose();

    internal static string CheckSql(string sql)
    {
        ArgumentNullException.ThrowIfNull(sql);

        // The C API takes zero-terminated text and would silently run only the part before the NUL.
        var nul = sql.IndexOf('\0', StringComparison.Ordinal);

        return nul < 0
            ? sql
            : throw new ArgumentException(
                $"The SQL text contains a NUL character at position {nul}; bind such text as a parameter of a prepared statement.",
                nameof(sql));
    }

    internal long BeginStatement()
    {
        ObjectDisposedException.ThrowIf(_handle.IsDisposed, this);

        return ++_statementNumber;
    }

    internal bool IsCurrent(long statementNumber) => !_handle.IsDisposed && statementNumber == _statementNumber;

    /// <summary>
    /// Ends a query whose result was given up half read. Destroying the result alone leaves the query's files open and its
    /// transaction running until the next statement; preparing anything is the cheapest one.
    /// </summary>
    internal void EndActiveQuery()
    {
        NativeMethods.Prepare(_handle, "SELECT 1", out var statement);
        statement.Dispose();
    }

    internal void CheckCurrent(long statementNumber)
    {
        ObjectDisposedException.ThrowIf(_handle.IsDisposed, this);

        if (statementNumber != _statementNumber)
        {
            throw new InvalidOperationException(
                "This result has ended because its connection started another statement. "
                + "Read a result to its end first, or use a second connection.");
        }
    }

    // Disposing the registration waits for a callback under way, so no interrupt can reach a later statement.
    internal CancellationTokenRegistration InterruptOn(CancellationToken cancellationToken) =>
        cancellationToken.UnsafeRegister(static handle => NativeMethods.Interrupt((ConnectionHandle)handle!), _handle);
}

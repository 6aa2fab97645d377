namespace Larder.DuckDb;

public sealed partial class DuckDbConnection
{
    // At most one: a second one would share the first one's transaction and be committed by its Close().
    private DuckDbAppender? _appender;

    /// <summary>
    /// Starts loading rows into a table. They become visible together at <see cref="DuckDbAppender.Close"/>; until then the
    /// appender keeps a transaction open on this connection, or joins the one that is open already.
    /// </summary>
    /// <param name="table">Name of the table, unquoted.</param>
    /// <param name="schema">Name of the schema, unquoted; null for the search path.</param>
    /// <exception cref="DuckDbException">The table does not exist.</exception>
    /// <exception cref="NotSupportedException">A column has a type that cannot be written; the message names it.</exception>
    /// <exception cref="InvalidOperationException">Another appender is open on this connection.</exception>
    public DuckDbAppender Append(string table, string? schema = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(table);
        ObjectDisposedException.ThrowIf(_handle.IsDisposed, this);

        if (_appender is not null)
        {
            throw new InvalidOperationException(
                $"An appender to table {_appender.TableName} is open on this connection. "
                + "Close() or dispose it first, or use a second connection.");
        }

        var ownsTransaction = !InTransaction();

        if (ownsTransaction)
        {
            Execute("BEGIN TRANSACTION");
        }

        try
        {
            return _appender = DuckDbAppender.Create(this, schema, table, ownsTransaction);
        }
        catch
        {
            if (ownsTransaction)
            {
                Rollback();
            }

            throw;
        }
    }

    /// <summary>
    /// Commits. DuckDB turns the COMMIT of an aborted transaction into a rollback without an error; the query before it fails then.
    /// </summary>
    internal void Commit() => Execute("SELECT 1; COMMIT");

    internal void ForgetAppender() => _appender = null;

    /// <summary>Rolls back what can be rolled back; used on the way out of a failure, which must stay the one that is reported.</summary>
    internal void Rollback()
    {
        if (_handle.IsDisposed)
        {
            return;
        }

        try
        {
            Execute("ROLLBACK");
        }
        catch (DuckDbException e) when (e.Kind is DuckDbErrorKind.Transaction)
        {
            // DuckDB has ended the transaction by itself.
        }
    }

    /// <summary>Leaves an open transaction aborted, as a failed statement does: nothing of it can be kept any more.</summary>
    internal void AbortTransaction(string reason)
    {
        if (_handle.IsDisposed)
        {
            return;
        }

        try
        {
            Execute($"SELECT error({Identifiers.Literal(reason)})");
        }
        catch (DuckDbException)
        {
            // The error is the purpose: it leaves the transaction aborted.
        }
    }

    // Outside a transaction every statement gets a number of its own. Trying BEGIN instead would abort a transaction that is open.
    private bool InTransaction() =>
        QueryScalar<long>("SELECT txid_current()::BIGINT") == QueryScalar<long>("SELECT txid_current()::BIGINT");
}

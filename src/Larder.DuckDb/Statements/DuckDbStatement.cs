using System.Globalization;
using Larder.DuckDb.Interop;

namespace Larder.DuckDb;

/// <summary>
/// A prepared statement. Parameters are numbered from 1 in order of appearance and keep their values from run to run.
/// </summary>
/// <threadsafety>One thread at a time, together with its connection.</threadsafety>
public sealed partial class DuckDbStatement : IDisposable
{
    private readonly DuckDbConnection _connection;
    private readonly PreparedStatementHandle _handle;
    private readonly string _sql;

    internal DuckDbStatement(DuckDbConnection connection, PreparedStatementHandle handle, string sql)
    {
        _connection = connection;
        _handle = handle;
        _sql = sql;
        ParameterCount = (int)NativeMethods.ParameterCount(handle);
    }

    /// <summary>Number of parameters.</summary>
    public int ParameterCount { get; }

    /// <summary>Runs the statement and streams its rows.</summary>
    /// <param name="ct">Interrupts the query, also later during calls of Read that are given no token.</param>
    /// <exception cref="DuckDbException">The statement failed, perhaps for a parameter without a value or of a wrong type.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, or interrupted. The connection stays usable.</exception>
    public DuckDbResult Query(CancellationToken ct = default) => new(Start(streaming: true, ct));

    /// <summary>Runs the statement to its end. Rows it returns are dropped.</summary>
    /// <param name="ct">Interrupts the statement.</param>
    /// <returns>Rows inserted, updated, deleted or copied; 0 for other statements.</returns>
    /// <exception cref="DuckDbException">The statement failed, perhaps for a parameter without a value or of a wrong type.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, or interrupted. The connection stays usable.</exception>
    public long Execute(CancellationToken ct = default)
    {
        using var run = Start(streaming: false, ct);

        return run.RowsChanged;
    }

    /// <summary>Forgets the values of all parameters.</summary>
    public void ClearBindings()
    {
        ObjectDisposedException.ThrowIf(_handle.IsDisposed, this);
        NativeMethods.ClearBindings(_handle);
    }

    /// <summary>Frees the statement. Results it has started can be read on.</summary>
    public void Dispose() => _handle.Dispose();

    private StatementRun Start(bool streaming, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_handle.IsDisposed, this);

        return StatementRun.Start(_connection, _handle, _sql, streaming, cancellationToken);
    }

    private ulong CheckIndex(int parameter)
    {
        ObjectDisposedException.ThrowIf(_handle.IsDisposed, this);

        return parameter >= 1 && parameter <= ParameterCount
            ? (ulong)parameter
            : throw new ArgumentOutOfRangeException(
                nameof(parameter),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"There is no parameter {parameter}: the statement has {ParameterCount}, numbered from 1. SQL: {_sql}"));
    }

    private void Check(NativeState state)
    {
        if (state is not NativeState.Success)
        {
            throw ErrorFactory.FromPrepared(_handle, _sql);
        }
    }
}

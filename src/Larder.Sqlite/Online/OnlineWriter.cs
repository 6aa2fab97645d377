using Larder.Storage;

namespace Larder.Sqlite;

/// <summary>Writes one batch inside the caller's transaction.</summary>
internal static class OnlineWriter
{
    /// <summary>How many rows are written between two looks at the token.</summary>
    private const int RowsPerCheck = 1024;

    public static bool Write(
        Session session,
        OnlineView view,
        IReadOnlyList<OnlineWrite> rows,
        MaterializationState state,
        MaterializationState? expected,
        string path,
        CancellationToken cancellationToken)
    {
        if (!session.HasTable(view.Table))
        {
            throw StoreErrors.ViewNotMaterialized(view.Name, path);
        }

        var stored = OnlineState.Read(session, view.Key);
        if (!Equals(stored, expected) && !Equals(stored, state))
        {
            throw StoreErrors.MaterializationMoved(view.Name, expected, stored);
        }

        if (state.ReplacesRows)
        {
            Clear(session, view, state.StretchAfter(expected));
        }

        var statement = session[view.Upsert];
        for (var i = 0; i < rows.Count; i++)
        {
            if (i % RowsPerCheck == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            var row = rows[i];
            if (row.Payload is null)
            {
                throw new ArgumentException($"Row {i} has no payload; a row that is not there is not written.", nameof(rows));
            }

            Write(statement, row);
        }

        OnlineState.Write(session, view.Key, state);
        return true;
    }

    private static void Clear(Session session, OnlineView view, (byte[]? After, byte[]? UpTo) stretch)
    {
        var statement = session[view.Clear[(stretch.After is null ? 0 : 1) + (stretch.UpTo is null ? 0 : 2)]];
        if (stretch.After is { } after)
        {
            statement.Bind(1, after);
        }

        if (stretch.UpTo is { } upTo)
        {
            statement.Bind(2, upTo);
        }

        statement.Run();
    }

    private static void Write(Statement statement, in OnlineWrite row) => statement
        .Bind(1, row.Key.Bytes)
        .Bind(2, row.Order.EventTime.Microseconds)
        .Bind(3, row.Order.KnownAt.Microseconds)
        .Bind(4, row.Order.Sequence)
        .Bind(5, row.Payload)
        .Run();
}

using Larder.Storage;
using Larder.Types;

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
            // What is replaced may have to be gone for good.
            Overwriting(session, () =>
            {
                Clear(session, view.Clear, state.StretchAfter(expected));
                Clear(session, view.ClearSegments, state.StretchAfter(expected));
                return true;
            });
        }

        // Most views have no segments at all; then no row needs to look for its own.
        var mayHaveSegments = session[view.AnySegment].First(row => row.GetBoolean(0));
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
            if (mayHaveSegments || row.Segments is { Count: > 0 })
            {
                mayHaveSegments = true;
                WriteSegments(session, view, in row);
            }
        }

        OnlineState.Write(session, view.Key, state);
        return true;
    }

    /// <summary>Removes entities and overwrites their bytes; how many of them were stored.</summary>
    public static int Remove(Session session, OnlineView view, IReadOnlyCollection<EntityKey> keys) => Overwriting(session, () =>
    {
        var removed = 0;
        foreach (var key in keys)
        {
            session[view.RemoveSegments].Bind(1, key.Bytes).Run();
            session[view.Remove].Bind(1, key.Bytes).Run();
            removed += session.Changes;
        }

        return removed;
    });

    /// <summary>Deletes so that the bytes are overwritten.</summary>
    public static T Overwriting<T>(Session session, Func<T> delete)
    {
        session.Execute("PRAGMA secure_delete = ON");
        try
        {
            return delete();
        }
        finally
        {
            session.Execute("PRAGMA secure_delete = OFF");
        }
    }

    /// <summary>The segments follow the row: they are written only if it was.</summary>
    private static void WriteSegments(Session session, OnlineView view, in OnlineWrite row)
    {
        if (session.Changes == 0)
        {
            return;
        }

        if (!row.KeepsSegments)
        {
            session[view.RemoveSegments].Bind(1, row.Key.Bytes).Run();
        }

        if (row.Segments is not { Count: > 0 })
        {
            return;
        }

        var statement = session[view.ReplaceSegment].Bind(1, row.Key.Bytes);
        foreach (var segment in row.Segments)
        {
            statement.Bind(2, segment.Number).Bind(3, segment.Payload).Run();
        }
    }

    private static void Clear(Session session, IReadOnlyList<Sql> deletions, (byte[]? After, byte[]? UpTo) stretch)
    {
        var statement = session[deletions[(stretch.After is null ? 0 : 1) + (stretch.UpTo is null ? 0 : 2)]];
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

using Larder.Errors;
using Larder.Storage;
using Larder.Types;

namespace Larder.Sqlite;

/// <summary>Point reads: the hot path of serving. Nothing is allocated but the payloads.</summary>
internal static class OnlineReader
{
    /// <summary>How many keys are read between two looks at the token.</summary>
    private const int KeysPerCheck = 64;

    /// <summary>Fills <paramref name="rows"/>. A single read is consistent by itself; several share a transaction.</summary>
    public static void Read(
        Session session, OnlineView view, string path, ReadOnlySpan<EntityKey> keys, Span<OnlineRow> rows, CancellationToken cancellationToken)
    {
        if (keys.Length == 1)
        {
            rows[0] = ReadOne(session[view.Select], keys[0]);
            return;
        }

        session.Begin();
        if (keys.IsEmpty && !session.HasTable(view.Table))
        {
            throw StoreErrors.ViewNotMaterialized(view.Name, path);
        }

        var statement = session[view.Select];
        for (var i = 0; i < keys.Length; i++)
        {
            if (i % KeysPerCheck == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            rows[i] = ReadOne(statement, keys[i]);
        }

        session.Commit();
    }

    /// <summary>Fills <paramref name="payloads"/>. A single read is consistent by itself; several share a transaction.</summary>
    public static void Read(
        Session session, OnlineView view, string path, ReadOnlySpan<SegmentKey> keys, PayloadBuffer payloads, CancellationToken cancellationToken)
    {
        payloads.Clear();
        if (keys.Length == 1)
        {
            ReadOne(session, view, keys[0], payloads);
            return;
        }

        session.Begin();
        if (keys.IsEmpty && !session.HasTable(view.Table))
        {
            throw StoreErrors.ViewNotMaterialized(view.Name, path);
        }

        for (var i = 0; i < keys.Length; i++)
        {
            if (i % KeysPerCheck == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            ReadOne(session, view, keys[i], payloads);
        }

        session.Commit();
    }

    /// <summary>After a failed read: whether it failed because the view is not there (any more), for example dropped by another process.</summary>
    public static bool IsMissing(Session session, OnlineView view)
    {
        try
        {
            return !session.HasTable(view.Table);
        }
        catch (LarderException)
        {
            return false;
        }
    }

    private static void ReadOne(Session session, OnlineView view, SegmentKey key, PayloadBuffer payloads)
    {
        var isRow = key.Number == SegmentKey.Row;
        var statement = session[isRow ? view.Select : view.SelectSegment].Bind(1, key.Entity.Bytes);
        if (!isRow)
        {
            statement.Bind(2, key.Number);
        }

        if (statement.Step())
        {
            payloads.Add(statement.GetSpan(isRow ? 3 : 0));
        }
        else
        {
            payloads.AddMissing();
        }

        statement.Reset();
    }

    private static OnlineRow ReadOne(Statement statement, EntityKey key)
    {
        var row = default(OnlineRow);
        if (statement.Bind(1, key.Bytes).Step())
        {
            var order = new EventOrder(new Instant(statement.GetInt64(0)), new Instant(statement.GetInt64(1)), statement.GetInt64(2));
            row = new OnlineRow(order, statement.GetBytes(3));
        }

        statement.Reset();
        return row;
    }
}

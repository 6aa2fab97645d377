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

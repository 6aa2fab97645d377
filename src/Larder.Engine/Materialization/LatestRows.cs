using Larder.Catalog;
using Larder.DuckDb;
using Larder.Offline;
using Larder.PointInTime;
using Larder.Storage;
using Larder.Types;

namespace Larder.Materialization;

/// <summary>
/// The newest visible row of every entity of a row view: one scan of keys and times finds it, one of the value columns takes its values.
/// </summary>
internal sealed class LatestRows : IOnlineRows
{
    private readonly KeyOrder _keys;
    private readonly RowRank[] _newest;
    private readonly ChosenRows _chosen;
    private readonly EncodedRows _encoded;

    // Per entity, since when its row has not changed; null where rows are not revised.
    private readonly long[]? _since;

    // Then a row may give way to an older one: what was read from a later instant or version of the table wins.
    private readonly EventOrder _rank;

    private LatestRows(KeyIndex keys, RowRank[] newest, ChosenRows chosen, EncodedRows encoded, long[]? since, EventOrder rank) =>
        (_keys, _newest, _chosen, _encoded, _since, _rank) = (new KeyOrder(keys), newest, chosen, encoded, since, rank);

    public static LatestRows Read(ScanContext context, DuckDbConnection connection, OfflineTable table, CompiledRowView view, KeyIndex? wanted)
    {
        if (table.IsRevised)
        {
            return ReadRevised(context, connection, table, view, wanted);
        }

        var keys = wanted ?? new KeyIndex(view.Entity.KeyType);
        var newest = new RowRank[Math.Max(1024, keys.Count)];
        var parts = table.Split(context.Threads);
        var rows = new long[parts.Count];
        foreach (var part in parts)
        {
            var entities = new EntityReader(view, keys, adds: wanted is null);
            foreach (var events in table.Scan(connection, part, entities.Events, context.AsOf, context.CancellationToken))
            {
                entities.Resolve();
                if (keys.Count > newest.Length)
                {
                    Array.Resize(ref newest, Math.Max(keys.Count, newest.Length * 2));
                }

                Offer(entities, newest, RowNumbers.Of(part.Number, rows[part.Number]), context.AsOf);
                rows[part.Number] += events.Batch.Count;
            }
        }

        return Encode(context, table, view, parts, keys, newest, rows, since: null);
    }

    private static LatestRows ReadRevised(ScanContext context, DuckDbConnection connection, OfflineTable table, CompiledRowView view, KeyIndex? wanted)
    {
        var keys = wanted ?? new KeyIndex(view.Entity.KeyType);
        var parts = table.Split(1);
        var rows = RevisedRows.Read(connection, table, parts[0], view, keys, adds: wanted is null, context.AsOf, context.CancellationToken);
        var (newest, since) = rows.At(context.AsOf);
        return Encode(context, table, view, parts, keys, newest, [rows.Count], since);
    }

    private static LatestRows Encode(
        ScanContext context, OfflineTable table, CompiledRowView view, IReadOnlyList<TablePart> parts, KeyIndex keys, RowRank[] newest, long[] rows, long[]? since)
    {
        var chosen = new ChosenRows(rows);
        for (var id = 0; id < keys.Count; id++)
        {
            if (newest[id].HasRow)
            {
                chosen.Add(newest[id].Row);
            }
        }

        chosen.Seal();
        return new LatestRows(keys, newest, chosen, EncodedRows.Read(context, table, view, parts, chosen), since, new EventOrder(context.AsOf, context.AsOf, table.Version));
    }

    /// <summary>An entity whose events all lie in the future has no row yet; one whose rows were all withdrawn has to say so.</summary>
    public int[] InKeyOrder(EntityKey? after) => Array.FindAll(_keys.After(after), id => _newest[id].HasRow || (_since is not null && _since[id] != long.MinValue));

    public Func<int, OnlineWrite> NewEncoder() => Encode;

    private OnlineWrite Encode(int id)
    {
        ref readonly var rank = ref _newest[id];
        var order = new EventOrder(new Instant(rank.EventTime), new Instant(rank.KnownAt), rank.Sequence);
        if (_since is null)
        {
            return new OnlineWrite(_keys[id], order, _encoded[_chosen.PlaceOf(rank.Row)]);
        }

        var payload = RevisedRow.Encode(new Instant(_since[id]), rank.HasRow ? order : null, rank.HasRow ? _encoded[_chosen.PlaceOf(rank.Row)] : []);
        return new OnlineWrite(_keys[id], _rank, payload);
    }

    private static void Offer(EntityReader entities, RowRank[] newest, long firstRow, Instant asOf)
    {
        var events = entities.Events;
        for (var row = 0; row < events.Batch.Count; row++)
        {
            if (entities.Ids[row] >= 0 && RowLookup.IsVisible(events.Order(row), asOf))
            {
                newest[entities.Ids[row]].Offer(events.EventTimes[row], events.KnownAts[row], events.Sequences[row], firstRow + row);
            }
        }
    }
}

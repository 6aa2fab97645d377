using Larder.Catalog;
using Larder.DuckDb;
using Larder.Errors;
using Larder.Offline;
using Larder.PointInTime;
using Larder.Storage;
using Larder.Types;

namespace Larder.Materialization;

/// <summary>The newest visible row of every entity of a row view.</summary>
internal sealed class LatestRows : IOnlineRows
{
    private readonly CompiledRowView _view;
    private readonly KeyIndex _index = new();
    private readonly List<(EventOrder Order, long Row)> _newest = [];
    private readonly RowCodec _codec;
    private readonly FeatureValue[] _features;
    private KeyOrder _keys = new(new KeyIndex());
    private RowValues _values;

    private LatestRows(CompiledRowView view)
    {
        _view = view;
        _values = new RowValues(view, 0);
        _codec = new RowCodec(view.Features.Select(f => f.Type));
        _features = new FeatureValue[view.Features.Count];
    }

    /// <summary>A row view keeps one row; what came before is not there.</summary>
    public Instant HorizonStart => new(long.MinValue);

    public static LatestRows Read(DuckDbConnection connection, OfflineTable table, CompiledRowView view, Instant asOf, CancellationToken cancellationToken)
    {
        var latest = new LatestRows(view);
        var number = 0L;
        foreach (var reader in table.Scan(connection, view.KeyColumns, asOf, inTotalOrder: false, cancellationToken))
        {
            for (var row = 0; row < reader.Batch.Count; row++, number++)
            {
                try
                {
                    latest.Offer(reader, row, number, asOf);
                }
                catch (Exception thrown) when (thrown is not LarderException)
                {
                    throw ViewErrors.Threw(view, reader.Order(row), thrown);
                }
            }
        }

        latest._values = new RowValues(view, number);
        foreach (var (_, row) in latest._newest)
        {
            latest._values.Keep(row);
        }

        latest._values.Read(connection, table, asOf, cancellationToken);
        latest._keys = new KeyOrder(latest._index);
        return latest;
    }

    public int[] InKeyOrder(EntityKey? after) => _keys.After(after);

    public OnlineWrite Encode(int id)
    {
        var (order, row) = _newest[id];
        _values.CopyTo(_features, row);
        return new OnlineWrite(_keys[id], order, _codec.Encode(_features));
    }

    private void Offer(EventReader reader, int row, long number, Instant asOf)
    {
        var order = reader.Order(row);
        if (!RowLookup.IsVisible(order, asOf) || (_view.Filter is { } filter && !filter(reader.Batch, row)))
        {
            return;
        }

        var key = _view.Key(reader.Batch, row);
        if (key.IsNull)
        {
            return;
        }

        var id = _index.GetOrAdd(key);
        if (id == _newest.Count)
        {
            _newest.Add((order, number));
        }
        else if (order > _newest[id].Order)
        {
            _newest[id] = (order, number);
        }
    }
}

using Larder.Catalog;
using Larder.Errors;
using Larder.Types;

namespace Larder.Offline;

/// <summary>Finds the entity of each event of a batch. Filter and key are computed batch by batch; a key that is a plain column is looked up as the engine gives it.</summary>
internal sealed class EntityReader
{
    private readonly CompiledSourceView _view;
    private readonly KeyIndex _keys;
    private readonly bool _isPlain;
    private readonly bool _adds;
    private readonly int[] _rows = [.. Enumerable.Range(0, EventReader.Capacity)];
    private readonly int[] _passing = new int[EventReader.Capacity];
    private readonly Column<bool> _passes = (Column<bool>)Column.Create(ColumnType.Boolean, EventReader.Capacity);
    private readonly Column[] _parts;
    private readonly FeatureValue[] _key;

    /// <param name="view">The view.</param>
    /// <param name="keys">The entities.</param>
    /// <param name="adds">Whether keys that are new get a number; else their events are left out.</param>
    /// <param name="columns">Further columns to read.</param>
    /// <param name="order">What of the total order is read.</param>
    public EntityReader(CompiledSourceView view, KeyIndex keys, bool adds, IReadOnlyList<int>? columns = null, OrderParts order = OrderParts.All)
    {
        _view = view;
        _keys = keys;
        _adds = adds;
        _isPlain = view.Filter is null && view.KeyColumn >= 0;
        _parts = [.. view.KeyFills.Select(fill => Column.Create(fill.Type, EventReader.Capacity))];
        _key = new FeatureValue[_parts.Length];
        Events = _isPlain
            ? new EventReader(view.Source.Schema, columns ?? [], view.KeyColumn, order)
            : new EventReader(view.Source.Schema, view.KeyColumns.Concat(columns ?? []), order: order);
    }

    /// <summary>Reads the order columns and what key and filter need.</summary>
    public EventReader Events { get; }

    /// <summary>The entity's number for each row of the batch; -1 where the filter, a null key or an unknown one leaves the row out.</summary>
    public int[] Ids { get; } = new int[EventReader.Capacity];

    /// <summary>Finds the entities of the batch just loaded.</summary>
    /// <exception cref="UserCodeException">The view's filter or key threw.</exception>
    public void Resolve()
    {
        if (!_isPlain)
        {
            ResolveComputed();
        }
        else if (_adds)
        {
            _keys.GetOrAdd(Events.Raw, Ids);
        }
        else
        {
            _keys.Find(Events.Raw, Ids);
        }
    }

    private void ResolveComputed()
    {
        var batch = Events.Batch;
        var (rows, count) = (_rows, batch.Count);
        if (_view.FilterFill is { } filter)
        {
            filter.Fill(batch, _rows, count, _passes, 0);
            Array.Fill(Ids, -1, 0, count);
            (rows, count) = (_passing, 0);
            for (var row = 0; row < batch.Count; row++)
            {
                rows[count] = row;
                count += _passes.Values[row] ? 1 : 0;
            }
        }

        for (var part = 0; part < _parts.Length; part++)
        {
            _view.KeyFills[part].Fill(batch, rows, count, _parts[part], 0);
        }

        for (var i = 0; i < count; i++)
        {
            for (var part = 0; part < _parts.Length; part++)
            {
                _key[part] = _parts[part].Value(i);
            }

            var key = _view.Entity.KeyOf(_key);
            Ids[rows[i]] = key.IsNull ? -1 : _adds ? _keys.GetOrAdd(key) : _keys.Find(key);
        }
    }
}

using Larder.Catalog;
using Larder.Errors;

namespace Larder.Offline;

/// <summary>Finds the entity of each event of a batch. A key that is a plain column is looked up as the engine gives it, without a call per row.</summary>
internal sealed class EntityReader
{
    private readonly CompiledSourceView _view;
    private readonly KeyIndex _keys;
    private readonly bool _isPlain;
    private readonly bool _adds;

    /// <param name="view">The view.</param>
    /// <param name="keys">The entities.</param>
    /// <param name="adds">Whether keys that are new get a number; else their events are left out.</param>
    /// <param name="columns">Further columns to read.</param>
    public EntityReader(CompiledSourceView view, KeyIndex keys, bool adds, IReadOnlyList<int>? columns = null)
    {
        _view = view;
        _keys = keys;
        _adds = adds;
        _isPlain = view.Filter is null && view.KeyColumn >= 0;
        Events = _isPlain ? new EventReader(view.Source.Schema, columns ?? [], view.KeyColumn) : new EventReader(view.Source.Schema, view.KeyColumns.Concat(columns ?? []));
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
            for (var row = 0; row < Events.Batch.Count; row++)
            {
                Ids[row] = Resolve(row);
            }
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

    private int Resolve(int row)
    {
        if (_view.Filter is { } filter && !filter(Events.Batch, row))
        {
            return -1;
        }

        var key = _view.Key(Events.Batch, row);
        return key.IsNull ? -1 : _adds ? _keys.GetOrAdd(key) : _keys.Find(key);
    }
}

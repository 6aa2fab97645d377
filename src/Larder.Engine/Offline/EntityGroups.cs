using Larder.Aggregation;
using Larder.Catalog;
using Larder.DuckDb;
using Larder.Errors;
using Larder.Types;

namespace Larder.Offline;

/// <summary>The events of an aggregate view by entity, each entity's in the total order, with the plan's inputs prepared.</summary>
internal sealed class EntityGroups
{
    private readonly List<EntityEvents> _events = [];

    private EntityGroups(ColumnType keyType) => Keys = new KeyIndex(keyType);

    /// <summary>The entities.</summary>
    public KeyIndex Keys { get; }

    /// <summary>The events of an entity by its number.</summary>
    public EntityEvents this[int id] => _events[id];

    /// <summary>Reads and groups the events known at <paramref name="asOf"/>.</summary>
    /// <param name="connection">The engine.</param>
    /// <param name="table">The view's table.</param>
    /// <param name="view">The view.</param>
    /// <param name="asOf">Events known later are left out.</param>
    /// <param name="wanted">Keys to keep; null for all.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    public static EntityGroups Read(
        DuckDbConnection connection, OfflineTable table, CompiledAggregateView view, Instant asOf, KeyIndex? wanted, CancellationToken cancellationToken)
    {
        var groups = new EntityGroups(view.Entity!.KeyType);
        var inputs = new FeatureValue[view.Inputs.Count];
        foreach (var reader in table.Scan(connection, view.KeyColumns.Concat(view.ValueColumns), asOf, inTotalOrder: true, cancellationToken))
        {
            for (var row = 0; row < reader.Batch.Count; row++)
            {
                try
                {
                    groups.Add(view, reader, row, wanted, inputs);
                }
                catch (Exception thrown) when (thrown is not LarderException)
                {
                    throw ViewErrors.Threw(view, reader.Order(row), thrown);
                }
            }
        }

        return groups;
    }

    private void Add(CompiledAggregateView view, EventReader reader, int row, KeyIndex? wanted, FeatureValue[] inputs)
    {
        if (view.Filter is { } filter && !filter(reader.Batch, row))
        {
            return;
        }

        var key = view.Key(reader.Batch, row);
        if (key.IsNull || (wanted is not null && wanted.Find(key) < 0))
        {
            return;
        }

        for (var i = 0; i < inputs.Length; i++)
        {
            inputs[i] = view.Inputs[i](reader.Batch, row);
        }

        var id = Keys.GetOrAdd(key);
        if (id == _events.Count)
        {
            _events.Add(new EntityEvents(view.Plan.Inputs));
        }

        _events[id].Add(reader.Order(row), inputs);
    }
}

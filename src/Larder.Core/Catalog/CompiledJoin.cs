using Larder.Expressions;
using Larder.OnDemand;

namespace Larder.Catalog;

/// <summary>A join ready to run. Values lie in slots: first the base event's columns, then the features of each view joined.</summary>
public sealed class CompiledJoin
{
    internal CompiledJoin(
        RowPredicate? filter, IReadOnlyList<JoinedView> joins, IReadOnlyList<int> keyColumns, IReadOnlyList<int> valueColumns, IReadOnlyList<SlotFunction> functions, CanonicalJson form)
    {
        Filter = filter;
        Joins = joins;
        KeyColumns = keyColumns;
        ValueColumns = valueColumns;
        Functions = functions;
        Form = form;
    }

    /// <summary>Which events of the base count; null for all.</summary>
    public RowPredicate? Filter { get; }

    /// <summary>The views, in the order joined.</summary>
    public IReadOnlyList<JoinedView> Joins { get; }

    /// <summary>The base's columns that filter and keys read, by index.</summary>
    public IReadOnlyList<int> KeyColumns { get; }

    /// <summary>The base's columns that the new event is made of, by index; each is the slot of that number.</summary>
    public IReadOnlyList<int> ValueColumns { get; }

    /// <summary>One per column of the new event type.</summary>
    public IReadOnlyList<SlotFunction> Functions { get; }

    /// <summary>One per column of the new event type: the slots that it is made of, and how.</summary>
    internal IReadOnlyList<IReadOnlyList<ColumnUse>> ColumnUses { get; init; } = [];

    /// <summary>The base's columns that decide which of its events count, and those that name the entities looked up.</summary>
    internal IReadOnlyList<ColumnUse> RowUses { get; init; } = [];

    /// <summary>The canonical form and its hash.</summary>
    public CanonicalJson Form { get; }
}

/// <summary>A view looked up by a join.</summary>
/// <param name="View">The view.</param>
/// <param name="Plan">Produces all its features.</param>
/// <param name="Entity">The entity it describes.</param>
/// <param name="Key">The entity's key in an event of the base, as one value.</param>
/// <param name="Offset">The slot of its first feature.</param>
public sealed record JoinedView(CompiledView View, FeaturePlan Plan, Entity Entity, RowFunction Key, int Offset);

using Larder.Aggregation;
using Larder.Errors;
using Larder.Expressions;
using Larder.Monitoring;
using Larder.Types;

namespace Larder.Catalog;

/// <summary>A view's feature.</summary>
/// <param name="Name">The property's name in snake case.</param>
/// <param name="Property">The property's name.</param>
/// <param name="Type">The value's type.</param>
public sealed record Feature(string Name, string Property, ColumnType Type)
{
    /// <summary>What it is, as the <c>[Description]</c> of its property says; null where there is none. No part of the meaning.</summary>
    public string? Description { get; init; }
}

/// <summary>A view ready to run: its lambdas compiled, its canonical definition hashed.</summary>
public abstract class CompiledView
{
    private protected CompiledView(string name, IReadOnlyList<Entity> entities, IReadOnlyList<Feature> features, CanonicalJson definition)
    {
        Name = name;
        Entities = entities;
        Features = features;
        Definition = definition;
    }

    /// <summary>The view's name.</summary>
    public string Name { get; }

    /// <summary>The entities described: one of a view over a source; of an on-demand view those of its inputs, none where it takes request data alone.</summary>
    public IReadOnlyList<Entity> Entities { get; }

    /// <summary>The features, in declaration order.</summary>
    public IReadOnlyList<Feature> Features { get; }

    /// <summary>The canonical definition and its hash.</summary>
    public CanonicalJson Definition { get; }

    /// <summary>Description, owner and tags; no part of the meaning.</summary>
    public DefinitionNotes Notes { get; internal init; } = DefinitionNotes.None;

    /// <summary>What is asked of the age of its values; null for nothing. No part of the definition.</summary>
    public FreshnessObjective? Freshness { get; internal set; }

    /// <summary>Whether objectives and checks are the same.</summary>
    internal virtual bool IsMonitoredLike(CompiledView other) => Freshness == other.Freshness;

    /// <summary>A feature's lambda in C#, for people.</summary>
    /// <param name="feature">Its position.</param>
    public string ExpressionOf(int feature) => ReadableExpression.Of((string)Definition.Json["features"]![feature]!["expression"]!);
}

/// <summary>A view over the events of a source.</summary>
public abstract class CompiledSourceView : CompiledView
{
    private protected CompiledSourceView(
        string name, IReadOnlyList<Feature> features, CanonicalJson definition, Entity entity, SourceDefinition source, SourceParts parts, IReadOnlyList<int> valueColumns)
        : base(name, [entity], features, definition)
    {
        Entity = entity;
        Source = source;
        Filter = parts.Filter;
        FilterFill = parts.FilterFill;
        Key = parts.Key.Function;
        KeyFills = parts.Key.Fills;
        KeyColumn = parts.Key.Column >= 0 && Holds(source.Schema.Columns[parts.Key.Column].Type, entity.KeyType) ? parts.Key.Column : -1;
        KeyColumns = parts.Columns;
        ValueColumns = valueColumns;
        Parts = parts;
    }

    /// <summary>The entity described.</summary>
    public Entity Entity { get; }

    /// <summary>Where the events come from.</summary>
    public SourceDefinition Source { get; }

    /// <summary>Which events count; null for all.</summary>
    public RowPredicate? Filter { get; }

    /// <summary>Which of many events count at once, the same as those of <see cref="Filter"/>; null for all.</summary>
    public ColumnFunction? FilterFill { get; }

    /// <summary>The entity's key in an event as one value, see <see cref="Larder.Entity.KeyOf"/>; null results never match.</summary>
    public RowFunction Key { get; }

    /// <summary>One per part of the key: its values in many events at once, from which <see cref="Larder.Entity.KeyOf"/> makes those of <see cref="Key"/>.</summary>
    public IReadOnlyList<ColumnFunction> KeyFills { get; }

    /// <summary>The column that <see cref="Key"/> copies; -1 where the key is computed.</summary>
    public int KeyColumn { get; }

    /// <summary>The source's columns that filter and key read, by index.</summary>
    public IReadOnlyList<int> KeyColumns { get; }

    /// <summary>The source's columns that the features read, by index.</summary>
    public IReadOnlyList<int> ValueColumns { get; }

    /// <summary>An event counts from its known time on, but not before its event time plus this; zero for the source's clocks alone.</summary>
    public TimeSpan Delay { get; internal init; }

    /// <summary>Filter and key as they were declared.</summary>
    internal SourceParts Parts { get; }

    /// <summary>One per feature: the columns of an event that it is made of, beside those of filter, key and clocks.</summary>
    internal IReadOnlyList<IReadOnlyList<ColumnUse>> FeatureUses { get; init; } = [];

    /// <summary>Whether the key is the column's value as it is: a selector may hide a conversion that cuts digits off.</summary>
    private static bool Holds(ColumnType column, ColumnType key) => column == key || (column == ColumnType.Int32 && key == ColumnType.Int64);
}

/// <summary>An aggregate view.</summary>
public sealed class CompiledAggregateView : CompiledSourceView
{
    internal CompiledAggregateView(
        string name,
        IReadOnlyList<Feature> features,
        CanonicalJson definition,
        Entity entity,
        SourceDefinition source,
        SourceParts parts,
        IReadOnlyList<int> valueColumns,
        IReadOnlyList<RowFunction> inputs,
        AggregatePlan plan,
        IReadOnlyList<SlotFunction> finalizers)
        : base(name, features, definition, entity, source, parts, valueColumns)
    {
        Inputs = inputs;
        Plan = plan;
        Finalizers = finalizers;
    }

    /// <summary>Prepares the plan's inputs from an event.</summary>
    public IReadOnlyList<RowFunction> Inputs { get; }

    /// <summary>One per input: its values in many events at once, the same as those of <see cref="Inputs"/>.</summary>
    public required IReadOnlyList<ColumnFunction> InputFills { get; init; }

    /// <summary>One per input: the column it copies; -1 where it is computed.</summary>
    public required IReadOnlyList<int> InputColumns { get; init; }

    /// <summary>What the kernel computes.</summary>
    public AggregatePlan Plan { get; }

    /// <summary>One per feature: the feature from the plan's results.</summary>
    public IReadOnlyList<SlotFunction> Finalizers { get; }

    /// <summary>One per input of the plan: the properties of an event that it reads.</summary>
    internal IReadOnlyList<IReadOnlySet<string>> InputReads { get; init; } = [];

    /// <summary>One per feature: the plan's aggregations that it is made of.</summary>
    public IReadOnlyList<IReadOnlyList<int>> FeatureSlots { get; init; } = [];

    /// <summary>One per aggregation of the plan: what it says, to compare it with others.</summary>
    internal IReadOnlyList<SlotMeaning> SlotMeanings { get; init; } = [];

    /// <summary>One per feature: the plan's aggregation that it is as it comes; null where it is computed.</summary>
    internal IReadOnlyList<int?> PlainSlots { get; init; } = [];
}

/// <summary>A row view.</summary>
public sealed class CompiledRowView : CompiledSourceView
{
    internal CompiledRowView(
        string name,
        IReadOnlyList<Feature> features,
        CanonicalJson definition,
        Entity entity,
        SourceDefinition source,
        SourceParts parts,
        IReadOnlyList<int> valueColumns,
        IReadOnlyList<RowFunction> values,
        IReadOnlyList<ColumnFunction> fills,
        IReadOnlyList<int> columns,
        TimeSpan? ttl)
        : base(name, features, definition, entity, source, parts, valueColumns)
    {
        Values = values;
        Fills = fills;
        Columns = columns;
        Ttl = ttl;
    }

    /// <summary>One per feature: its value in an event.</summary>
    public IReadOnlyList<RowFunction> Values { get; }

    /// <summary>One per feature: its values in many events at once, the same as those of <see cref="Values"/>.</summary>
    public IReadOnlyList<ColumnFunction> Fills { get; }

    /// <summary>One per feature: the column it copies; -1 where it is computed.</summary>
    public IReadOnlyList<int> Columns { get; }

    /// <summary>Greatest age of a row that counts, inclusive; null for none.</summary>
    public TimeSpan? Ttl { get; }

    /// <summary>One per feature: the properties of an event that it reads.</summary>
    internal IReadOnlyList<IReadOnlySet<string>> FeatureReads { get; init; } = [];
}

/// <summary>An on-demand view.</summary>
public sealed class CompiledOnDemandView : CompiledView
{
    internal CompiledOnDemandView(
        string name,
        IReadOnlyList<Entity> entities,
        IReadOnlyList<Feature> features,
        CanonicalJson definition,
        IReadOnlyList<RequestColumn> request,
        IReadOnlyList<CompiledView> inputs,
        IReadOnlyList<SlotFunction> functions,
        IReadOnlyList<SlotColumnFunction> fills)
        : base(name, entities, features, definition)
    {
        Request = request;
        Inputs = inputs;
        Functions = functions;
        Fills = fills;
    }

    /// <summary>The request columns, the first slots of <see cref="Functions"/>.</summary>
    public IReadOnlyList<RequestColumn> Request { get; }

    /// <summary>The input views, whose features are the next slots, in order.</summary>
    public IReadOnlyList<CompiledView> Inputs { get; }

    /// <summary>One per feature.</summary>
    public IReadOnlyList<SlotFunction> Functions { get; }

    /// <summary>One per feature: its values in many rows at once, the same as those of <see cref="Functions"/>.</summary>
    public IReadOnlyList<SlotColumnFunction> Fills { get; }

    /// <summary>One per feature: the slots that it reads.</summary>
    public IReadOnlyList<IReadOnlyList<int>> FeatureSlots { get; init; } = [];

    /// <summary>One per feature: the slots that it is made of, and how.</summary>
    internal IReadOnlyList<IReadOnlyList<ColumnUse>> FeatureUses { get; init; } = [];

    /// <summary>Checks on the request data. No part of the definition.</summary>
    public IReadOnlyList<ServedCheck> Checks { get; internal init; } = [];

    internal override bool IsMonitoredLike(CompiledView other) => base.IsMonitoredLike(other) && Written(this).SequenceEqual(Written((CompiledOnDemandView)other));

    private static IEnumerable<string> Written(CompiledOnDemandView view) => view.Checks.Select(c => $"{c.Check.Describe(c.Schema)} {c.Share:R} {c.Refuses}");
}

/// <summary>A column of request data.</summary>
/// <param name="Name">The property's name in snake case.</param>
/// <param name="Type">The value's type.</param>
/// <param name="IsNullable">Whether a request may leave it out.</param>
public sealed record RequestColumn(string Name, ColumnType Type, bool IsNullable)
{
    /// <summary>A spine and a request have these columns anyway, beside the request's own.</summary>
    internal static void CheckNames(IEnumerable<string> names, IReadOnlyList<Entity> entities, string where)
    {
        foreach (var name in names)
        {
            var entity = entities.FirstOrDefault(e => e.KeyParts.Any(p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase)));
            if (entity is not null || IsOfSpine(name))
            {
                var meaning = entity is not null ? $"the join key of {entity.Name}" : "a column of every spine";
                throw new InvalidDefinitionException($"{where}: its request column '{name}' has the name of {meaning}; rename the request's property.");
            }
        }
    }

    /// <summary>Whether every spine has a column of that name.</summary>
    internal static bool IsOfSpine(string name) =>
        string.Equals(name, "event_timestamp", StringComparison.OrdinalIgnoreCase) || string.Equals(name, "label", StringComparison.OrdinalIgnoreCase);
}

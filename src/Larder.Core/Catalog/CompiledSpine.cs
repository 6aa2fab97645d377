using System.Linq.Expressions;
using System.Reflection;
using Larder.Expressions;
using Larder.Types;

namespace Larder.Catalog;

/// <summary>A spine ready to run.</summary>
public sealed class CompiledSpine
{
    private CompiledSpine(
        SpineDefinition definition, SourceParts parts, SpineKeys keys, IReadOnlyList<int> columns, RowPredicate? label, IReadOnlyList<(RequestColumn, RowFunction)> request, CanonicalJson json)
    {
        (Name, Entity, Source) = (definition.Name, definition.Entity, definition.Source);
        (Period, ActiveWithin, Horizon) = (definition.Period, definition.ActiveWithin, definition.Horizon);
        (Keys, KeyValues, KeyReads) = (keys.Keys, keys.Values, keys.Reads);
        (Parts, Filter, Key, Columns) = (parts, parts.Filter, parts.Key.Function, columns);
        (Label, Request, Definition, Notes) = (label, request, json, definition.Notes);
    }

    /// <summary>The spine's name.</summary>
    public string Name { get; }

    /// <summary>The entity trained on.</summary>
    public Entity Entity { get; }

    /// <summary>The join keys that each row carries: those of <see cref="Entity"/>, then those of further entities.</summary>
    public JoinKeys Keys { get; }

    /// <summary>The value of each of those columns in an event.</summary>
    public IReadOnlyList<RowFunction> KeyValues { get; }

    /// <summary>The source of the events that make rows and labels.</summary>
    public SourceDefinition Source { get; }

    /// <summary>Which events count; null for all.</summary>
    public RowPredicate? Filter { get; }

    /// <summary>The entity's key in an event as one value; an event without it makes no row.</summary>
    public RowFunction Key { get; }

    /// <summary>The source's columns that filter, key, label and request read, by index.</summary>
    public IReadOnlyList<int> Columns { get; }

    /// <summary>Time between cut-offs; null for a spine of one row per event.</summary>
    public TimeSpan? Period { get; }

    /// <summary>How far before a cut-off an entity must have been active.</summary>
    public TimeSpan ActiveWithin { get; }

    /// <summary>How far after the row's time its label looks; zero where the event itself is the label.</summary>
    public TimeSpan Horizon { get; }

    /// <summary>The label of an event; null for a spine of cut-offs.</summary>
    public RowPredicate? Label { get; }

    /// <summary>The request columns made from an event.</summary>
    public IReadOnlyList<(RequestColumn Column, RowFunction Value)> Request { get; }

    /// <summary>The canonical definition and its hash.</summary>
    public CanonicalJson Definition { get; }

    /// <summary>Description, owner and tags; no part of the meaning.</summary>
    public DefinitionNotes Notes { get; }

    /// <summary>Filter and key as they were declared.</summary>
    internal SourceParts Parts { get; }

    /// <summary>One per column of <see cref="Keys"/>: how it is read from an event, as a text to compare.</summary>
    internal IReadOnlyList<string> KeyReads { get; }

    /// <summary>The properties of an event that the label reads.</summary>
    internal IReadOnlySet<string> LabelReads { get; init; } = EventProperties.Of(null);

    /// <summary>The columns that the label is made of.</summary>
    internal IReadOnlyList<ColumnUse> LabelUses { get; init; } = [];

    /// <summary>One per request column: the columns that it is made of.</summary>
    internal IReadOnlyList<IReadOnlyList<ColumnUse>> RequestUses { get; init; } = [];

    /// <summary>One per request column: the properties of an event that it reads.</summary>
    internal IReadOnlyList<IReadOnlySet<string>> RequestReads { get; init; } = [];

    /// <summary>What the rows lack for the features of a service, as a sentence that says what to do; null where nothing.</summary>
    public string? LackFor(CompiledService service)
    {
        ArgumentNullException.ThrowIfNull(service);
        if (service.Keys.Columns.FirstOrDefault(c => !Keys.Columns.Contains(c)) is not { } missing)
        {
            return null;
        }

        var entity = service.Keys.Entities.First(e => e.KeyParts.Contains(missing)).Name;
        var remedy = Period is null
            ? $"add .With of {entity} before EachEvent, or give a spine in a file"
            : $"a cut-off of {Entity.Name} has no single one: use EachEvent and .With of {entity}, or give a spine in a file";
        return $"service {service.Name} needs the join key {missing.Name} ({missing.Type.Name()}) of {entity}, but spine {Name} carries {Keys}; {remedy}.";
    }

    internal static CompiledSpine Compile(SpineDefinition definition)
    {
        var where = $"Spine {definition.Name}";
        var parts = SourceParts.Compile(where, definition.Source, definition.Filter, definition.Entity, definition.Key);
        var keys = SpineKeys.Compile(where, definition, parts.Key);
        var label = definition.Label is null ? null : ConstantFolder.Fold(definition.Label, where);
        var request = definition.Request is null ? null : ConstantFolder.Fold(definition.Request, where);
        var read = request is null ? [] : FeatureInitializer.Read(request, where, definition.Name);
        RequestColumn.CheckNames(read.Select(f => f.Feature.Name), keys.Keys.Entities, where);
        var columns = read
            .Select(f => (
                new RequestColumn(f.Feature.Name, f.Feature.Type, true),
                Function(f, request!.Parameters, definition.Source.Schema, $"{where}: its request column '{f.Feature.Name}'")))
            .ToArray();

        var json = parts.Describe("spine", definition.Name, definition.Entity, definition.Source);
        json["period"] = definition.Period is { } period ? Window.Seconds(period) : null;
        json["active_within"] = definition.Period is null ? null : Window.Seconds(definition.ActiveWithin);
        json["horizon"] = definition.Period is null ? null : Window.Seconds(definition.Horizon);
        json["label"] = label is null ? null : Fingerprint.Of(label);
        json["request"] = request is null ? null : FeatureInitializer.Describe(read, request.Parameters);
        if (keys.Json is { } further)
        {
            json["with"] = further;
        }

        var predicate = label is null ? null : RowCompiler.CompilePredicate(label, definition.Source.Schema, $"{where}: its label");
        var used = parts.Columns.Concat(keys.Columns).Concat(Used(label)).Concat(Used(request)).Distinct().Order().ToArray();
        return new CompiledSpine(definition, parts, keys, used, predicate, columns, new CanonicalJson(json))
        {
            LabelReads = EventProperties.Of(label),
            LabelUses = ColumnUses.Of(label, definition.Source.Schema),
            RequestUses = [.. read.Select(f => ColumnUses.Of(Expression.Lambda(f.Value, request!.Parameters), definition.Source.Schema))],
            RequestReads = [.. read.Select(f => EventProperties.Of(Expression.Lambda(f.Value, request!.Parameters)))],
        };

        IEnumerable<int> Used(LambdaExpression? lambda) => lambda is null ? [] : RowCompiler.ColumnsOf(lambda, definition.Source.Schema);
    }

    private static RowFunction Function(
        (Feature Feature, Expression Value, PropertyInfo Property) column, IEnumerable<ParameterExpression> parameters, EventSchema schema, string where)
    {
        var type = column.Property.PropertyType;
        var typed = column.Value.Type == type ? column.Value : Expression.Convert(column.Value, type);
        return RowCompiler.Compile(Expression.Lambda(typed, parameters), schema, where).Function;
    }
}

using System.Linq.Expressions;
using Larder.Errors;

namespace Larder;

/// <summary>The entity keys, times and labels a training set is built for.</summary>
public sealed class Spine : IAnnotated<Spine>
{
    internal Spine(SpineDefinition definition) => Definition = definition;

    /// <summary>The spine's name: the property's, in snake case.</summary>
    public string Name => Definition.Name;

    /// <inheritdoc/>
    public DefinitionNotes Notes => Definition.Notes;

    internal SpineDefinition Definition { get; }

    /// <inheritdoc/>
    public Spine With(DefinitionNotes notes) => new(Definition with { Notes = notes });
}

/// <summary>Composes a <see cref="Spine"/>: either <see cref="Every"/> (cut-off dates, label from later events) or <see cref="EachEvent{TRequest}"/>.</summary>
/// <typeparam name="T">The event type.</typeparam>
public sealed class SpineBuilder<T>
{
    private readonly SpineDefinition _definition;

    internal SpineBuilder(string name, Entity entity, SourceDefinition source, LambdaExpression? filter, LambdaExpression key) =>
        _definition = new SpineDefinition(Types.Names.Check("spine", Types.Names.ToSnakeCase(name)), entity, source, filter, key);

    private SpineBuilder(SpineDefinition definition) => _definition = definition;

    /// <summary>
    /// A builder whose rows carry the key of a further entity, for services over views of several: the one that the event names. Only for
    /// <see cref="EachEvent{TRequest}"/>. An event without that key makes a row all the same, with nulls; the further entity's features are NOT_FOUND there.
    /// </summary>
    /// <typeparam name="TKey">The key's type.</typeparam>
    /// <param name="entity">The further entity.</param>
    /// <param name="key">Its key in an event.</param>
    public SpineBuilder<T> With<TKey>(Entity<TKey> entity, Expression<Func<T, TKey?>> key)
        where TKey : notnull => Carrying(entity, key);

    /// <inheritdoc cref="With{TKey}(Entity{TKey}, Expression{Func{T, TKey}})"/>
    public SpineBuilder<T> With<TKey>(Entity<TKey> entity, Expression<Func<T, TKey?>> key)
        where TKey : struct => Carrying(entity, key);

    /// <inheritdoc cref="With{TKey}(Entity{TKey}, Expression{Func{T, TKey}})"/>
    /// <typeparam name="TKey">An object of the key's parts.</typeparam>
    /// <param name="entity">The further entity.</param>
    /// <param name="key"><c>e => new { e.CustomerId, e.StoreId }</c>, in the order of the join keys.</param>
    public SpineBuilder<T> With<TKey>(CompositeEntity entity, Expression<Func<T, TKey>> key) => Carrying(entity, key);

    /// <summary>
    /// One row per entity and cut-off. Cut-offs lie <paramref name="period"/> apart on a grid from 1970-01-01T00:00Z. An entity takes
    /// part where it has an event in the <paramref name="activeWithin"/> before the cut-off that was known by then; the label is whether it has one in the
    /// <paramref name="label"/> after the cut-off. Cut-offs before the first event plus activeWithin, or whose label is not yet
    /// decided by the data, are left out.
    /// </summary>
    /// <param name="period">Time between cut-offs, for example <c>Window.Days(7)</c>.</param>
    /// <param name="activeWithin">How far back an entity's event may lie, that distance included.</param>
    /// <param name="label">How far ahead the label looks: after the cut-off, the end included. An event exactly at the cut-off is no label, because a row view sees it.</param>
    /// <exception cref="InvalidDefinitionException">One of them is something else than a plain width, such as a lifetime, a session or calendar days; or the spine carries a further entity, of which a cut-off names none.</exception>
    public Spine Every(Window period, Window activeWithin, Window label) => new(WithoutFurther() with
    {
        Period = Width(period, nameof(period)),
        ActiveWithin = Width(activeWithin, nameof(activeWithin)),
        Horizon = Width(label, nameof(label)),
    });

    /// <summary>
    /// One row per event, at the event's time. Windows end before it (unless their leading end is inclusive), but a row view over the same
    /// events sees it unless it is known later: leave such views out of the service. Label and request data are computed from the event itself.
    /// </summary>
    /// <typeparam name="TRequest">The request type of the service's on-demand views.</typeparam>
    /// <param name="label">What the model shall predict.</param>
    /// <param name="request">The request as it would have been sent when the event began.</param>
    public Spine EachEvent<TRequest>(Expression<Func<T, bool>> label, Expression<Func<T, TRequest>> request) =>
        new(_definition with { Label = label, Request = request });

    /// <summary>One row per event, at the event's time, without request data.</summary>
    /// <param name="label">What the model shall predict.</param>
    public Spine EachEvent(Expression<Func<T, bool>> label) => new(_definition with { Label = label });

    private SpineBuilder<T> Carrying(Entity entity, LambdaExpression key) => new(_definition with { Further = [.. _definition.Further, (entity, key)] });

    private SpineDefinition WithoutFurther() => _definition.Further.Count == 0
        ? _definition
        : throw new InvalidDefinitionException(
            $"Spine {_definition.Name} carries the key of {_definition.Further[0].Entity.Name}, but a cut-off of {_definition.Entity.Name} has no single one; use EachEvent, or give a spine in a file.");

    private TimeSpan Width(Window window, string what) =>
        window.Span ?? throw new InvalidDefinitionException($"Spine {_definition.Name}: {what} cannot be {window.Kind}; give it a width, for example Window.Days(30).");
}

/// <summary>What was declared of a spine: either the three spans, or a label expression.</summary>
internal sealed record SpineDefinition(string Name, Entity Entity, SourceDefinition Source, LambdaExpression? Filter, LambdaExpression Key)
{
    /// <summary>Further entities that each row carries, with their keys in the event.</summary>
    public IReadOnlyList<(Entity Entity, LambdaExpression Key)> Further { get; init; } = [];

    public TimeSpan? Period { get; init; }

    public TimeSpan ActiveWithin { get; init; }

    public TimeSpan Horizon { get; init; }

    public LambdaExpression? Label { get; init; }

    public LambdaExpression? Request { get; init; }

    public DefinitionNotes Notes { get; init; } = DefinitionNotes.None;
}

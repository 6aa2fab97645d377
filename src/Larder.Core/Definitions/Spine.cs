using System.Linq.Expressions;
using Larder.Errors;

namespace Larder;

/// <summary>The entity keys, times and labels a training set is built for.</summary>
public sealed class Spine
{
    internal Spine(SpineDefinition definition) => Definition = definition;

    /// <summary>The spine's name: the property's, in snake case.</summary>
    public string Name => Definition.Name;

    internal SpineDefinition Definition { get; }
}

/// <summary>Composes a <see cref="Spine"/>: either <see cref="Every"/> (cut-off dates, label from later events) or <see cref="EachEvent{TRequest}"/>.</summary>
/// <typeparam name="T">The event type.</typeparam>
public sealed class SpineBuilder<T>
{
    private readonly SpineDefinition _definition;

    internal SpineBuilder(string name, Entity entity, SourceDefinition source, LambdaExpression? filter, LambdaExpression key) =>
        _definition = new SpineDefinition(Types.Names.Check("spine", Types.Names.ToSnakeCase(name)), entity, source, filter, key);

    /// <summary>
    /// One row per entity and cut-off. Cut-offs lie <paramref name="period"/> apart on a grid from 1970-01-01T00:00Z. An entity takes
    /// part where it has an event in the <paramref name="activeWithin"/> before the cut-off that was known by then; the label is whether it has one in the
    /// <paramref name="label"/> after the cut-off. Cut-offs before the first event plus activeWithin, or whose label is not yet
    /// decided by the data, are left out.
    /// </summary>
    /// <param name="period">Time between cut-offs, for example <c>Window.Days(7)</c>.</param>
    /// <param name="activeWithin">How far back an entity's event may lie, that distance included.</param>
    /// <param name="label">How far ahead the label looks: after the cut-off, the end included. An event exactly at the cut-off is no label, because a row view sees it.</param>
    /// <exception cref="InvalidDefinitionException">One of them is something else than a plain width, such as a lifetime, a session or calendar days.</exception>
    public Spine Every(Window period, Window activeWithin, Window label) => new(_definition with
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

    private TimeSpan Width(Window window, string what) =>
        window.Span ?? throw new InvalidDefinitionException($"Spine {_definition.Name}: {what} cannot be {window.Kind}; give it a width, for example Window.Days(30).");
}

/// <summary>What was declared of a spine: either the three spans, or a label expression.</summary>
internal sealed record SpineDefinition(string Name, Entity Entity, SourceDefinition Source, LambdaExpression? Filter, LambdaExpression Key)
{
    public TimeSpan? Period { get; init; }

    public TimeSpan ActiveWithin { get; init; }

    public TimeSpan Horizon { get; init; }

    public LambdaExpression? Label { get; init; }

    public LambdaExpression? Request { get; init; }
}

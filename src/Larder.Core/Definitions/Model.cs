using System.Linq.Expressions;
using Larder.Errors;
using Larder.Types;

namespace Larder;

/// <summary>A logistic regression over the numeric features of a service, with the gates it must pass to become champion.</summary>
public sealed class Model
{
    internal Model(ModelDefinition definition) => Definition = definition;

    /// <summary>The model's name: the property's, in snake case.</summary>
    public string Name => Definition.Name;

    internal ModelDefinition Definition { get; }

    /// <summary>A copy that holds out another stretch at the end of the spine for testing. Rows before it whose labels look into it are dropped. Default 56 days.</summary>
    /// <param name="span">Its width; with weekly cut-offs 56 days are exactly the last eight.</param>
    /// <exception cref="InvalidDefinitionException">The span is something else than a plain width.</exception>
    public Model WithHoldOut(Window span) => new(Definition with
    {
        HoldOut = span.Span ?? throw new InvalidDefinitionException($"Model {Name}: the hold-out cannot be {span.Kind}; give it a width, for example Window.Days(56)."),
    });

    /// <summary>A copy with a baseline to beat: a logistic regression on this one feature. Default: the label's rate in the training rows.</summary>
    /// <typeparam name="TFeatures">The view's features.</typeparam>
    /// <param name="view">A view of the model's service.</param>
    /// <param name="feature"><c>f => f.Feature</c>, a number or bool.</param>
    /// <exception cref="InvalidDefinitionException">The lambda is something else than one feature.</exception>
    public Model WithBaseline<TFeatures>(FeatureView<TFeatures> view, Expression<Func<TFeatures, object?>> feature)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(feature);
        var body = feature.Body is UnaryExpression { NodeType: ExpressionType.Convert } convert ? convert.Operand : feature.Body;
        return body is MemberExpression member && member.Expression == feature.Parameters[0]
            ? new(Definition with { Baseline = $"{view.Name}:{Names.ToSnakeCase(member.Member.Name)}" })
            : throw new InvalidDefinitionException($"Model {Name}: the baseline must be one feature, as in f => f.Recency.");
    }

    /// <summary>A copy with another limit for the 99th percentile of the time of a single prediction: features read from the online store, on-demand features, score. Default 50 ms, so that a busy machine does not refuse a model.</summary>
    /// <param name="p99">Positive.</param>
    /// <exception cref="InvalidDefinitionException">It is zero or negative.</exception>
    public Model WithLatencyLimit(TimeSpan p99) => p99 > TimeSpan.Zero
        ? new(Definition with { LatencyLimit = p99 })
        : throw new InvalidDefinitionException($"Model {Name}: a latency limit of {p99} can never be met; give a positive one.");
}

/// <summary>What was declared of a model.</summary>
internal sealed record ModelDefinition(string Name, FeatureService Service, Spine Spine)
{
    public TimeSpan HoldOut { get; init; } = TimeSpan.FromDays(56);

    public string? Baseline { get; init; }

    public TimeSpan LatencyLimit { get; init; } = TimeSpan.FromMilliseconds(50);
}

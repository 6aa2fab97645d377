using System.Globalization;
using System.Linq.Expressions;
using Larder.Errors;
using Larder.Models;

namespace Larder;

/// <summary>A logistic regression over the numeric features of a service, with the gates it must pass to become champion.</summary>
public sealed class Model : IAnnotated<Model>
{
    internal Model(ModelDefinition definition) => Definition = definition;

    /// <summary>The model's name: the property's, in snake case.</summary>
    public string Name => Definition.Name;

    /// <inheritdoc/>
    public DefinitionNotes Notes => Definition.Notes;

    internal ModelDefinition Definition { get; }

    /// <inheritdoc/>
    public Model With(DefinitionNotes notes) => new(Definition with { Notes = notes });

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
        return new(Definition with { Baseline = FeatureReference.Of(view, feature) ?? throw new InvalidDefinitionException($"Model {Name}: the baseline must be one feature, as in f => f.Recency.") });
    }

    /// <summary>
    /// A copy that takes a feature as a category, encoded by the share of true labels among the training rows of that category:
    /// <c>(positives + smoothing · prior) / (rows + smoothing)</c>, where the prior is the share over all training rows, <c>(positives + 1) / (rows + 2)</c>
    /// (Micci-Barreca, SIGKDD Explorations 3(1), 2001). Null and categories without training rows are the prior. What is fitted is stored with the model and
    /// used as it is for the held-out rows and in serving; held-out rows have no say. The rows fitted are themselves encoded in the order of time, by the
    /// rows before them whose labels were known by then: row time plus label horizon not after this row's time (ordered target statistics: Prokhorenkova et al., CatBoost,
    /// NeurIPS 2018). So no label has a say in the encoding of its own row. Instead of the number that the feature may be.
    /// </summary>
    /// <typeparam name="TFeatures">The view's features.</typeparam>
    /// <param name="view">A view of the model's service.</param>
    /// <param name="feature"><c>f => f.Country</c>: a string, bool, int or long.</param>
    /// <param name="smoothing">How many rows the prior weighs; positive. Default 20.</param>
    /// <exception cref="InvalidDefinitionException">The lambda is something else than one feature, it is encoded already, or the smoothing is not positive.</exception>
    public Model WithTargetEncoding<TFeatures>(FeatureView<TFeatures> view, Expression<Func<TFeatures, object?>> feature, double smoothing = 20) => double.IsFinite(smoothing) && smoothing > 0
        ? Encode(FeatureReference.Of(view, feature), EncodingKind.Target, smoothing)
        : throw new InvalidDefinitionException(string.Create(CultureInfo.InvariantCulture, $"Model {Name}: a smoothing of {smoothing} does not shrink anything; give a positive number of rows, for example 20."));

    /// <summary>
    /// A copy that takes a feature as a category, encoded by its place among the categories of the training rows, from 0: text in the order of its characters, numbers ascending,
    /// false before true. Other values and null count as the mean. Stored with the model, as <see cref="WithTargetEncoding"/> is.
    /// </summary>
    /// <inheritdoc cref="WithTargetEncoding"/>
    public Model WithOrdinalEncoding<TFeatures>(FeatureView<TFeatures> view, Expression<Func<TFeatures, object?>> feature) =>
        Encode(FeatureReference.Of(view, feature), EncodingKind.Ordinal, 0);

    /// <summary>A copy with another limit for the 99th percentile of the time of a single prediction: features read from the online store, on-demand features, score. Default 50 ms, so that a busy machine does not refuse a model.</summary>
    /// <param name="p99">Positive.</param>
    /// <exception cref="InvalidDefinitionException">It is zero or negative.</exception>
    public Model WithLatencyLimit(TimeSpan p99) => p99 > TimeSpan.Zero
        ? new(Definition with { LatencyLimit = p99 })
        : throw new InvalidDefinitionException($"Model {Name}: a latency limit of {p99} can never be met; give a positive one.");

    private Model Encode(string? feature, EncodingKind kind, double smoothing)
    {
        if (feature is null)
        {
            throw new InvalidDefinitionException($"Model {Name}: an encoding takes one feature, as in f => f.Country.");
        }

        return Definition.Encodings.All(e => e.Feature != feature)
            ? new(Definition with { Encodings = [.. Definition.Encodings, new FeatureEncoding(feature, kind, smoothing)] })
            : throw new InvalidDefinitionException($"Model {Name}: feature '{feature}' is encoded twice; keep one of the two.");
    }
}

/// <summary>What was declared of a model.</summary>
internal sealed record ModelDefinition(string Name, FeatureService Service, Spine Spine)
{
    public TimeSpan HoldOut { get; init; } = TimeSpan.FromDays(56);

    public string? Baseline { get; init; }

    public IReadOnlyList<FeatureEncoding> Encodings { get; init; } = [];

    public TimeSpan LatencyLimit { get; init; } = TimeSpan.FromMilliseconds(50);

    public DefinitionNotes Notes { get; init; } = DefinitionNotes.None;
}

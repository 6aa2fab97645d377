using Larder.Aggregation;
using Larder.Aggregation.Explaining;
using Larder.Catalog;
using Larder.Engine;
using Larder.Errors;
using Larder.Offline;
using Larder.OnDemand;
using Larder.PointInTime;
using Larder.Types;

namespace Larder.Cli.Explaining;

/// <summary>
/// Explains a feature of one entity at one time: the events and tiles of its windows, the row chosen, or the inputs of its function, down to the
/// sources. The parts are computed one by one and compared with the value that training sets or serving have.
/// </summary>
public sealed class FeatureExplainer
{
    /// <summary>Rows after the one chosen that are told.</summary>
    private const int MostLater = 5;

    private readonly FeatureCatalog _catalog;
    private readonly AppliedVersions _versions;
    private readonly IExplainedSource _source;

    private FeatureExplainer(Workspace workspace, AppliedVersions versions, IExplainedSource source) =>
        (_catalog, _versions, _source) = (workspace.Catalog, versions, source);

    /// <summary>Where the rows are taken from, for people.</summary>
    public string SourceName => _source.Name;

    /// <summary>Explains by the newest history.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="cancellationToken">Stops the read of the registry.</param>
    public static async Task<FeatureExplainer> OfHistoryAsync(Workspace workspace, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        return new FeatureExplainer(workspace, await AppliedVersions.LoadAsync(workspace.Catalog, workspace.Definitions, cancellationToken), new HistorySource(workspace));
    }

    /// <summary>Explains by what the online store holds.</summary>
    /// <inheritdoc cref="OfHistoryAsync"/>
    public static async Task<FeatureExplainer> OfStoreAsync(Workspace workspace, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        var versions = await AppliedVersions.LoadAsync(workspace.Catalog, workspace.Definitions, cancellationToken);
        return new FeatureExplainer(workspace, versions, new OnlineSource(workspace, versions));
    }

    /// <summary>Explains a feature.</summary>
    /// <param name="reference"><c>view:feature</c>.</param>
    /// <param name="keys">The join keys, one per key column of the feature's plan.</param>
    /// <param name="at">The time asked for.</param>
    /// <param name="request">Request data by column; those left out are null.</param>
    /// <param name="limits">How much is told one by one.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    /// <exception cref="NotFoundException">There is no such feature, or nothing was ingested or materialized.</exception>
    /// <exception cref="InvalidInputException">The online store no longer holds what the time asked for needs.</exception>
    /// <exception cref="LarderException">The parts do not give the value that the ordinary path gives (<see cref="ErrorKind.ParityBroken"/>).</exception>
    public async Task<FeatureExplanation> ExplainAsync(
        string reference, IReadOnlyList<FeatureValue> keys, Instant at, IReadOnlyDictionary<string, FeatureValue> request, ExplanationLimits limits, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var plan = FeaturePlan.For(_catalog, [reference]);
        var point = new OfflinePoint(keys, at, [.. plan.Request.Select(r => request.GetValueOrDefault(r.Name))]);
        var ordinary = await _source.ReadAsync(reference, point, cancellationToken);
        var output = plan.Outputs[0];
        var explained = await ExplainAsync(output.View, output.View.Features.ToList().IndexOf(output.Feature), new Question(plan.Keys, keys, at, request, limits), cancellationToken);
        return explained.Result == ordinary
            ? explained
            : throw new LarderException(
                ErrorKind.ParityBroken,
                $"The parts of {reference} of {string.Join(", ", keys)} as of {at} give {explained.Result.Value} ({explained.Result.Status.WireName()}), but {_source.Name} gives {ordinary.Value} ({ordinary.Status.WireName()}) on the ordinary path; report it.");
    }

    private Task<FeatureExplanation> ExplainAsync(CompiledView view, int feature, Question question, CancellationToken cancellationToken) => view switch
    {
        CompiledAggregateView windows => ExplainAsync(windows, feature, question, cancellationToken),
        CompiledRowView rows => ExplainAsync(rows, feature, question, cancellationToken),
        CompiledOnDemandView onDemand => ExplainAsync(onDemand, feature, question, cancellationToken),
        _ => throw new InvalidOperationException($"No explanation of {view.GetType().Name}."),
    };

    private async Task<FeatureExplanation> ExplainAsync(CompiledAggregateView view, int feature, Question question, CancellationToken cancellationToken)
    {
        var events = question.KeyOf(view) is { IsNull: false } key ? await _source.EventsAsync(view, key, cancellationToken) : new EntityEvents(view.Plan.Inputs);
        var explainer = new AggregationExplainer(view.Plan);
        var slots = new FeatureValue[view.Plan.Aggregations.Count];
        var aggregations = new List<ExplainedAggregation>();
        foreach (var aggregation in view.FeatureSlots[feature])
        {
            aggregations.Add(explainer.Explain(events, aggregation, question.At, question.Limits));
            slots[aggregation] = aggregations[^1].Value;
        }

        var value = view.Finalizers[feature](slots);
        var newest = view.Plan.CreateKernel().NewestEvent(events, question.At);
        var result = new OfflineEntry(value, newest is null ? FeatureStatus.NotFound : FeatureStatuses.Of(value), newest);
        return Explanation(view, feature, result, new ExplainedWindows(await _source.DescribeAsync(view, cancellationToken), view.Plan.Grid.ToString(), aggregations));
    }

    private async Task<FeatureExplanation> ExplainAsync(CompiledRowView view, int feature, Question question, CancellationToken cancellationToken)
    {
        var (at, rows) = (question.At, question.KeyOf(view) is { IsNull: false } key ? await _source.RowsAsync(view, key, cancellationToken) : []);
        var chosen = rows.Count - 1;
        while (chosen >= 0 && !rows[chosen].IsVisible(at))
        {
            chosen--;
        }

        var status = RowLookup.Judge(chosen < 0 ? null : rows[chosen].Order, at, view.Ttl);
        var value = status == FeatureStatus.Present ? rows[chosen].Values[feature] : FeatureValue.Null;
        var result = new OfflineEntry(value, status == FeatureStatus.Present ? FeatureStatuses.Of(value) : status, chosen < 0 ? null : rows[chosen].Order.EventTime);

        var last = question.Limits.Events == int.MaxValue ? rows.Count - 1 : Math.Min(rows.Count - 1, chosen + MostLater);
        var told = Math.Min(last + 1, question.Limits.Events);
        var explained = Enumerable.Range(0, told).Select(i => last - i).Select(row => new ExplainedRow(rows[row].Order, rows[row].RetractedAt, FateOf(rows[row], row, chosen, status, at), rows[row].Values[feature]));
        return Explanation(view, feature, result, new ExplainedRows(await _source.DescribeAsync(view, cancellationToken), view.Ttl, [.. explained], rows.Count - told));
    }

    private async Task<FeatureExplanation> ExplainAsync(CompiledOnDemandView view, int feature, Question question, CancellationToken cancellationToken)
    {
        var values = new FeatureValue[view.Request.Count + view.Inputs.Sum(i => i.Features.Count)];
        var (request, inputs) = (new List<KeyValuePair<string, FeatureValue>>(), new List<FeatureExplanation>());
        foreach (var slot in view.FeatureSlots[feature])
        {
            if (slot < view.Request.Count)
            {
                values[slot] = question.Request.GetValueOrDefault(view.Request[slot].Name);
                request.Add(KeyValuePair.Create(view.Request[slot].Name, values[slot]));
                continue;
            }

            var (input, number) = InputOf(view, slot - view.Request.Count);
            inputs.Add(await ExplainAsync(input, number, question, cancellationToken));
            values[slot] = inputs[^1].Result.Value;
        }

        var value = view.Functions[feature](values);
        return Explanation(view, feature, await ResultAsync(view, value, question, cancellationToken), new ExplainedFunction(request, inputs));
    }

    /// <summary>The status and age of an on-demand value rest on every source view behind it, read by the function or not.</summary>
    private async Task<OfflineEntry> ResultAsync(CompiledOnDemandView view, FeatureValue value, Question question, CancellationToken cancellationToken)
    {
        var (newest, isUnknown) = (default(Instant?), true);
        var sources = SourcesOf(view).Distinct().ToArray();
        foreach (var source in sources)
        {
            var entry = (await ExplainAsync(source, 0, question with { Limits = new ExplanationLimits(0, 0) }, cancellationToken)).Result;
            newest = newest is null || entry.EventTime > newest ? entry.EventTime : newest;
            isUnknown &= entry.Status == FeatureStatus.NotFound;
        }

        return new OfflineEntry(value, FeatureStatuses.OfOnDemand(value, isUnknown && sources.Length > 0), newest);
    }

    private static IEnumerable<CompiledView> SourcesOf(CompiledView view) => view is CompiledOnDemandView onDemand ? onDemand.Inputs.SelectMany(SourcesOf) : [view];

    private static (CompiledView View, int Feature) InputOf(CompiledOnDemandView view, int place)
    {
        foreach (var input in view.Inputs)
        {
            if (place < input.Features.Count)
            {
                return (input, place);
            }

            place -= input.Features.Count;
        }

        throw new InvalidOperationException($"View {view.Name} has no input {place}.");
    }

    private static RowFate FateOf(HistoryRow row, int number, int chosen, FeatureStatus status, Instant at)
    {
        if (row.IsVisible(at))
        {
            return number < chosen ? RowFate.Older : status == FeatureStatus.OutsideMaxAge ? RowFate.TooOld : RowFate.Chosen;
        }

        return row.Order.EventTime > at ? RowFate.NotHappenedYet : row.Order.KnownAt > at ? RowFate.NotKnownYet : RowFate.Retracted;
    }

    private FeatureExplanation Explanation(CompiledView view, int feature, OfflineEntry result, ExplainedParts parts) => new(
        view.Name, _versions.Views.TryGetValue(view.Name, out var version) ? version : null, view.Features[feature].Name, view.ExpressionOf(feature), result, parts);

    private sealed record Question(
        JoinKeys JoinKeys, IReadOnlyList<FeatureValue> Keys, Instant At, IReadOnlyDictionary<string, FeatureValue> Request, ExplanationLimits Limits)
    {
        public FeatureValue KeyOf(CompiledSourceView view) => JoinKeys.KeyOf(JoinKeys.IndexOf(view.Entity), Keys);
    }
}

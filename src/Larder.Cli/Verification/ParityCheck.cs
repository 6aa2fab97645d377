using Larder.Catalog;
using Larder.Cli.Scratch;
using Larder.Cli.Steps;
using Larder.Engine;
using Larder.Errors;
using Larder.Materialization;
using Larder.Offline;
using Larder.OnDemand;
using Larder.Serving.Online;
using Larder.Storage;
using Larder.Types;

namespace Larder.Cli.Verification;

/// <summary>
/// Proves DESIGN 2.8 on the data at hand: for sampled entities and times, the online vector equals the offline point-in-time vector,
/// value, status and event time, bit for bit.
/// 1. The store in use is read at random times from its own instant to 30 days later: windows slide off without new events.
/// 2. Instants of the past are materialized into a scratch store and read there: history goes through the whole online path.
/// </summary>
internal sealed class ParityCheck
{
    private const int MostExamples = 10;

    private static readonly TimeSpan Ahead = TimeSpan.FromDays(30);

    private readonly StepContext _context;
    private readonly CompiledService _service;
    private readonly FeaturePlan _plan;
    private readonly OfflineFeatures _offline;
    private readonly List<string> _examples = [];
    private readonly long[] _featureDifferences;
    private long _compared;
    private long _different;
    private long _present;

    public ParityCheck(StepContext context, CompiledService service)
    {
        _context = context;
        _service = service;
        _plan = FeaturePlan.For(service);
        _offline = new OfflineFeatures(context.Workspace);
        _featureDifferences = new long[_plan.Outputs.Count];
    }

    /// <summary>Compares about <paramref name="pairs"/> pairs, two thirds on the store in use and a third on past instants.</summary>
    /// <param name="pairs">Number of (entity, time) pairs, at least 3.</param>
    /// <param name="seed">Chooses them; equal seeds choose equal pairs.</param>
    /// <param name="progress">Told about pairs compared.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    public async Task<ParityReport> RunAsync(int pairs, int seed, IProgress<StepProgress> progress, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        var keys = await _offline.KeysAsync(_plan, cancellationToken);
        var versions = await AppliedVersions.LoadAsync(_context.Catalog, _context.Workspace.Definitions, cancellationToken);
        var asOf = await OnlineInstantAsync(versions, cancellationToken);
        var live = Enumerable.Range(0, pairs - (pairs / 3)).Select(_ => (Sample(keys, random), asOf + (Ahead * random.NextDouble()))).ToArray();
        progress.Report(new StepProgress("reading the online store", 0, pairs));
        await CompareAsync(new FeatureReader(_context.Catalog, versions, _context.Workspace.Online), live, cancellationToken);

        var past = new[] { asOf - TimeSpan.FromDays(45), asOf - TimeSpan.FromDays(120) };
        for (var i = 0; i < past.Length; i++)
        {
            progress.Report(new StepProgress($"replaying {past[i]}", _compared, pairs));
            var count = i == 0 ? pairs / 3 / 2 : (pairs / 3) - (pairs / 3 / 2);
            var points = Enumerable.Range(0, count).Select(_ => (Sample(keys, random), past[i])).ToArray();
            await ReplayAsync(versions, past[i], points, cancellationToken);
        }

        var byFeature = _plan.Outputs.Select((o, i) => new FeatureParity($"{o.View.Name}:{o.Feature.Name}", _compared, _featureDifferences[i])).ToArray();
        return new ParityReport(_service.Name, _compared, _compared - _different, _different, _present, byFeature, _examples);
    }

    /// <summary>One in fifty keys is nobody's: an unknown entity must look the same on both sides too.</summary>
    private FeatureValue Sample(IReadOnlyList<FeatureValue> keys, Random random)
    {
        if (random.Next(50) != 0)
        {
            return keys[random.Next(keys.Count)];
        }

        return _plan.Entity!.KeyType switch
        {
            ColumnType.String => FeatureValue.From("nobody-" + random.Next().ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ColumnType.Int32 => FeatureValue.From(-1 - random.Next(1_000_000)),
            _ => FeatureValue.From(-1L - random.Next()),
        };
    }

    private async Task<Instant> OnlineInstantAsync(AppliedVersions versions, CancellationToken cancellationToken)
    {
        var newest = new Instant(long.MinValue);
        foreach (var view in _plan.Sources)
        {
            var state = await _context.Workspace.Online.GetStateAsync(OnlineViewName.Of(view.Name, versions.Of(view)), cancellationToken);
            if (state is not { IsComplete: true })
            {
                throw new NotFoundException($"The view {view.Name} is not materialized; run 'larder materialize'.");
            }

            newest = state.AsOf > newest ? state.AsOf : newest;
        }

        return newest;
    }

    private async Task ReplayAsync(AppliedVersions versions, Instant at, (FeatureValue Key, Instant At)[] points, CancellationToken cancellationToken)
    {
        await using var scratch = await ScratchOnlineStore.FillAsync(_context.Workspace, _plan.Sources, new MaterializationOptions { AsOf = at }, cancellationToken);
        await CompareAsync(new FeatureReader(_context.Catalog, versions, scratch.Store), points, cancellationToken);
    }

    private async Task CompareAsync(FeatureReader reader, (FeatureValue Key, Instant At)[] points, CancellationToken cancellationToken)
    {
        var offline = await _offline.ReadAsync(_plan, points, cancellationToken);
        var plan = reader.PlanOf(_service.Name);
        for (var i = 0; i < points.Length; i++)
        {
            using var frame = plan.Rent();
            frame.SetKey(0, EntityKey.From(points[i].Key));
            await reader.ReadAsync(frame, points[i].At, cancellationToken);
            Compare(points[i], offline[i], frame);
        }
    }

    private void Compare((FeatureValue Key, Instant At) point, OfflineVector offline, FeatureFrame frame)
    {
        var differs = false;
        for (var output = 0; output < _plan.Outputs.Count; output++)
        {
            var online = new OfflineEntry(frame.Value(0, output), frame.Status(0, output), frame.EventTime(0, output));
            _present += online.Status == FeatureStatus.Present ? 1 : 0;
            if (online == offline.Entries[output])
            {
                continue;
            }

            differs = true;
            _featureDifferences[output]++;
            if (_examples.Count < MostExamples)
            {
                var planned = _plan.Outputs[output];
                _examples.Add($"{planned.View.Name}:{planned.Feature.Name} of {point.Key} at {point.At}: online {online}, offline {offline.Entries[output]}");
            }
        }

        _compared++;
        _different += differs ? 1 : 0;
    }
}

/// <summary>The outcome of a parity check.</summary>
/// <param name="Service">The service checked.</param>
/// <param name="Compared">Pairs of entity and time compared.</param>
/// <param name="Equal">Pairs in which every feature is equal.</param>
/// <param name="Different">Pairs in which one or more differ.</param>
/// <param name="PresentValues">Values compared that were PRESENT; the others were null, not found or expired on both sides.</param>
/// <param name="Features">The same per feature.</param>
/// <param name="Examples">The first differences, in words.</param>
internal sealed record ParityReport(
    string Service, long Compared, long Equal, long Different, long PresentValues, IReadOnlyList<FeatureParity> Features, IReadOnlyList<string> Examples);

/// <summary>How often one feature differed.</summary>
/// <param name="Feature"><c>view:feature</c>.</param>
/// <param name="Compared">Pairs compared.</param>
/// <param name="Different">Pairs in which it differs.</param>
internal sealed record FeatureParity(string Feature, long Compared, long Different);

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
/// value, status and event time, bit for bit. History is read at the table versions and instants that the store was materialized from, so that a store
/// which is merely behind is not taken for a wrong one.
/// 1. The store in use is read at random times from its own instant on: windows slide off without new events.
/// 2. Instants of the past, by which a third and two thirds of the events have happened, are materialized into a scratch store and read there:
///    history goes through the whole online path.
/// </summary>
internal sealed class ParityCheck
{
    private static readonly TimeSpan LeastAhead = TimeSpan.FromHours(1);
    private static readonly TimeSpan MostAhead = TimeSpan.FromDays(30);

    private readonly StepContext _context;
    private readonly CompiledService _service;
    private readonly FeaturePlan _plan;
    private readonly ParityTally _tally;

    public ParityCheck(StepContext context, CompiledService service)
    {
        _context = context;
        _service = service;
        _plan = FeaturePlan.For(service);
        _tally = new ParityTally(_plan);
    }

    /// <summary>Compares this many pairs, two thirds on the store in use and a third on past instants.</summary>
    /// <param name="pairs">Number of (entity, time) pairs, at least 3.</param>
    /// <param name="seed">Chooses them; equal seeds choose equal pairs.</param>
    /// <param name="progress">Told about pairs compared.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    /// <exception cref="NotFoundException">Nothing was ingested or materialized, or no event has a key.</exception>
    public async Task<ParityReport> RunAsync(int pairs, int seed, IProgress<StepProgress> progress, CancellationToken cancellationToken)
    {
        if (_plan.Sources.Count == 0)
        {
            throw new NotFoundException($"Service {_service.Name} reads nothing from the online store, so there is nothing to compare; name a service with views over sources.");
        }

        var versions = await AppliedVersions.LoadAsync(_context.Catalog, _context.Workspace.Definitions, cancellationToken);
        var newest = await NewestAsync(cancellationToken);
        var pins = await PinsAsync(_context.Workspace.Online, versions, cancellationToken);
        StoredView[] store = [.. _plan.Sources.Select(v => new StoredView(v.Name, pins[v.Name].Table, pins[v.Name].AsOf, newest[v.Source.Name]))];
        var history = new OfflineFeatures(_context.Workspace, pins);
        var keys = await SampledKeys.ReadAsync(history, _plan, cancellationToken);
        var times = await history.EventTimesAsync(_plan, [0, 1 / 3.0, 2 / 3.0, 1], cancellationToken);
        if (keys.IsEmpty || times.Count == 0)
        {
            throw NoKeys(store);
        }

        var random = new Random(seed);
        OfflinePoint Ask(Instant at) => new(keys.Next(random), at, RequestValues.Next(_plan.Request, at, random));
        var asOf = store.Max(v => v.AsOf);
        var ahead = Ahead(times[0], times[^1]);
        var live = Enumerable.Range(0, pairs - (pairs / 3)).Select(_ => Ask(asOf + (ahead * random.NextDouble()))).ToArray();
        progress.Report(new StepProgress("reading the online store", 0, pairs));
        await CompareAsync(history, new FeatureReader(_context.Catalog, versions, _context.Workspace.Online), live, cancellationToken);
        await EnsureSameStoreAsync(versions, pins, cancellationToken);

        foreach (var (at, count) in new[] { (times[1], pairs / 3 / 2), (times[2], (pairs / 3) - (pairs / 3 / 2)) })
        {
            progress.Report(new StepProgress($"replaying {at}", _tally.Compared, pairs));
            OfflinePoint[] points = [.. Enumerable.Range(0, count).Select(_ => Ask(at))];
            await ReplayAsync(versions, at, points, cancellationToken);
        }

        return _tally.Report(_service.Name, store);
    }

    /// <summary>Times asked for lie ahead of the store by up to half of what history spans, within bounds.</summary>
    private static TimeSpan Ahead(Instant first, Instant last)
    {
        var half = TimeSpan.FromMicroseconds((last.Microseconds - first.Microseconds) / 2);
        return half < LeastAhead ? LeastAhead : half > MostAhead ? MostAhead : half;
    }

    private async Task<IReadOnlyDictionary<string, TableVersion>> NewestAsync(CancellationToken cancellationToken)
    {
        var newest = new Dictionary<string, TableVersion>(StringComparer.Ordinal);
        var offline = new OfflineFeatures(_context.Workspace);
        foreach (var source in _plan.Sources.Select(v => v.Source).DistinctBy(s => s.Name))
        {
            newest.Add(source.Name, await offline.NewestVersionAsync(source, cancellationToken));
        }

        return newest;
    }

    /// <summary>What another process writes meanwhile is no difference, but nothing to be compared either.</summary>
    private async Task EnsureSameStoreAsync(AppliedVersions versions, IReadOnlyDictionary<string, HistoryPin> before, CancellationToken cancellationToken)
    {
        var now = await PinsAsync(_context.Workspace.Online, versions, cancellationToken);
        if (now.FirstOrDefault(p => p.Value != before[p.Key]).Key is { } view)
        {
            throw new ConflictException($"The view {view} was materialized while it was being verified; run 'larder verify' again when that has ended.");
        }
    }

    private async Task<IReadOnlyDictionary<string, HistoryPin>> PinsAsync(IOnlineStore store, AppliedVersions versions, CancellationToken cancellationToken)
    {
        var pins = new Dictionary<string, HistoryPin>(StringComparer.Ordinal);
        foreach (var view in _plan.Sources)
        {
            var state = await store.GetStateAsync(OnlineViewName.Of(view.Name, versions.Of(view)), cancellationToken);
            pins.Add(view.Name, state is { IsComplete: true }
                ? HistoryPin.Of(state)
                : throw new NotFoundException($"The view {view.Name} is not materialized; run 'larder materialize'."));
        }

        return pins;
    }

    private NotFoundException NoKeys(StoredView[] store)
    {
        var sources = _plan.Sources.Select(v => v.Source.Name).Distinct().ToArray();
        return new NotFoundException(
            $"Service {_service.Name} has no entity to compare: no event of {string.Join(", ", store.Select(v => v.Table).Distinct())} in {_context.Workspace.OfflinePath} as of {store.Max(v => v.AsOf)} "
            + $"has a key that {string.Join(", ", store.Select(v => v.View))} would take. "
            + $"Ingest events with keys ('larder ingest {sources[0]}'; rows that broke a rule lie in {sources[0]}__quarantine), then run 'larder materialize' and verify again.");
    }

    private async Task ReplayAsync(AppliedVersions versions, Instant at, OfflinePoint[] points, CancellationToken cancellationToken)
    {
        if (points.Length == 0)
        {
            return;
        }

        await using var scratch = await ScratchOnlineStore.FillAsync(_context.Workspace, _plan.Sources, _ => new MaterializationOptions { AsOf = at }, cancellationToken);
        var history = new OfflineFeatures(_context.Workspace, await PinsAsync(scratch.Store, versions, cancellationToken));
        await CompareAsync(history, new FeatureReader(_context.Catalog, versions, scratch.Store), points, cancellationToken);
    }

    private async Task CompareAsync(OfflineFeatures history, FeatureReader reader, OfflinePoint[] points, CancellationToken cancellationToken)
    {
        var offline = await history.ReadAsync(_plan, points, cancellationToken);
        var plan = reader.PlanOf(_service.Name);
        for (var i = 0; i < points.Length; i++)
        {
            using var frame = plan.Rent();
            frame.SetKeys(0, points[i].Keys);
            for (var column = 0; column < points[i].Request.Count; column++)
            {
                frame.SetRequest(0, column, points[i].Request[column]);
            }

            try
            {
                await reader.ReadAsync(frame, points[i].At, cancellationToken);
            }
            catch (UserCodeException thrown)
            {
                _tally.Add(points[i], offline[i], thrown);
                continue;
            }

            _tally.Add(points[i], offline[i], frame);
        }
    }
}

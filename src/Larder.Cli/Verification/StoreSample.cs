using Larder.Catalog;
using Larder.Cli.Scratch;
using Larder.Cli.Verification.Causes;
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
/// Compares sampled entities and times. History is read at the table versions and instants that the store was materialized from, so that a store
/// which is merely behind is not taken for a wrong one.
/// 1. The store in use is read at random times from its own instant on: windows slide off without new events.
/// 2. Instants of the past, by which a third and two thirds of the events have happened, are materialized into a scratch store and read there:
///    history goes through the whole online path.
/// </summary>
internal sealed class StoreSample
{
    private static readonly TimeSpan LeastAhead = TimeSpan.FromHours(1);
    private static readonly TimeSpan MostAhead = TimeSpan.FromDays(30);

    private readonly Workspace _workspace;
    private readonly AppliedVersions _versions;
    private readonly CompiledService _service;
    private readonly ParityOptions _options;
    private readonly FeaturePlan _plan;
    private readonly ParityTally _tally;

    public StoreSample(Workspace workspace, AppliedVersions versions, CompiledService service, ParityOptions options)
    {
        (_workspace, _versions, _service, _options) = (workspace, versions, service, options);
        _plan = FeaturePlan.For(service);
        _tally = new ParityTally(options.Tolerance, options.MostExamples);
    }

    public async Task<ParityReport> RunAsync(CancellationToken cancellationToken)
    {
        if (_plan.Sources.Count == 0)
        {
            throw new NotFoundException($"Service {_service.Name} reads nothing from the online store, so there is nothing to compare; name a service with views over sources.");
        }

        var newest = await NewestAsync(cancellationToken);
        var origins = await OriginsAsync(_workspace.Online, cancellationToken);
        StoredView[] store = [.. _plan.Sources.Select(v => new StoredView(v.Name, origins.Pins[v.Name].Table, origins.Pins[v.Name].AsOf, newest[v.Source.Name]))];
        var history = new OfflineFeatures(_workspace, origins.Pins);
        var keys = await SampledKeys.ReadAsync(history, _plan, cancellationToken);
        var times = await history.EventTimesAsync(_plan, [0, 1 / 3.0, 2 / 3.0, 1], cancellationToken);
        if (keys.IsEmpty || times.Count == 0)
        {
            throw NoKeys(store);
        }

        var random = new Random(_options.Seed);
        OfflinePoint Ask(Instant at) => new(keys.Next(random), at, RequestValues.Next(_plan.Request, at, random));
        var pairs = _options.Pairs;
        var ahead = Ahead(times[0], times[^1]);
        var live = Enumerable.Range(0, pairs - (pairs / 3)).Select(_ => Ask(origins.AsOf + (ahead * random.NextDouble()))).ToArray();
        _options.Progress?.Report(new StepProgress("reading the online store", 0, pairs));
        await CompareAsync(origins, _workspace.Online, live, cancellationToken);
        await EnsureSameStoreAsync(origins, cancellationToken);

        foreach (var (at, count) in new[] { (times[1], pairs / 3 / 2), (times[2], (pairs / 3) - (pairs / 3 / 2)) })
        {
            _options.Progress?.Report(new StepProgress($"replaying {at}", _tally.Compared, pairs));
            OfflinePoint[] points = [.. Enumerable.Range(0, count).Select(_ => Ask(at))];
            await ReplayAsync(at, points, cancellationToken);
        }

        return _tally.Report(_service.Name, store, log: null);
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
        var offline = new OfflineFeatures(_workspace);
        foreach (var source in _plan.Sources.Select(v => v.Source).DistinctBy(s => s.Name))
        {
            newest.Add(source.Name, await offline.NewestVersionAsync(source, cancellationToken));
        }

        return newest;
    }

    /// <summary>What another process writes meanwhile is no difference, but nothing to be compared either.</summary>
    private async Task EnsureSameStoreAsync(StoreOrigins before, CancellationToken cancellationToken)
    {
        if ((await OriginsAsync(_workspace.Online, cancellationToken)).ChangedSince(before) is { } view)
        {
            throw new ConflictException($"The view {view} was materialized while it was being verified; run 'larder verify' again when that has ended.");
        }
    }

    private Task<StoreOrigins> OriginsAsync(IOnlineStore store, CancellationToken cancellationToken) => StoreOrigins.OfAsync(store, _plan, _versions, cancellationToken);

    private NotFoundException NoKeys(StoredView[] store)
    {
        var sources = _plan.Sources.Select(v => v.Source.Name).Distinct().ToArray();
        return new NotFoundException(
            $"Service {_service.Name} has no entity to compare: no event of {string.Join(", ", store.Select(v => v.Table).Distinct())} in {_workspace.OfflinePath} as of {store.Max(v => v.AsOf)} "
            + $"has a key that {string.Join(", ", store.Select(v => v.View))} would take. "
            + $"Ingest events with keys ('larder ingest {sources[0]}'; rows that broke a rule lie in {sources[0]}__quarantine), then run 'larder materialize' and verify again.");
    }

    private async Task ReplayAsync(Instant at, OfflinePoint[] points, CancellationToken cancellationToken)
    {
        if (points.Length == 0)
        {
            return;
        }

        await using var scratch = await ScratchOnlineStore.FillAsync(_workspace, _plan.Sources, _ => new MaterializationOptions { AsOf = at }, cancellationToken);
        await CompareAsync(await OriginsAsync(scratch.Store, cancellationToken), scratch.Store, points, cancellationToken);
    }

    private async Task CompareAsync(StoreOrigins origins, IOnlineStore store, OfflinePoint[] points, CancellationToken cancellationToken)
    {
        var offline = await new OfflineFeatures(_workspace, origins.Pins).ReadAsync(_plan, points, cancellationToken);
        var reader = new FeatureReader(_workspace.Catalog, _versions, store);
        var origin = origins.Served(_workspace.Catalog, _versions);
        var online = new List<OnlineVector>();
        foreach (var point in points)
        {
            online.Add(await ReadAsync(reader, point, origin, cancellationToken));
        }

        await _tally.AddAsync(_plan, online, offline, new CauseFinder(_workspace, _versions, _plan, origins.Pins), cancellationToken);
    }

    private async Task<OnlineVector> ReadAsync(FeatureReader reader, OfflinePoint point, OnlineOrigin origin, CancellationToken cancellationToken)
    {
        using var frame = reader.PlanOf(_service.Name).Rent();
        frame.SetKeys(0, point.Keys);
        for (var column = 0; column < point.Request.Count; column++)
        {
            frame.SetRequest(0, column, point.Request[column]);
        }

        try
        {
            await reader.ReadAsync(frame, point.At, cancellationToken);
            return new OnlineVector(
                point, [.. Enumerable.Range(0, _plan.Outputs.Count).Select(o => new OfflineEntry(frame.Value(0, o), frame.Status(0, o), frame.EventTime(0, o)))], null, origin);
        }
        catch (UserCodeException thrown)
        {
            // Generated request data may be such that a function refuses it; then it does so on both sides.
            return new OnlineVector(point, [], thrown, origin);
        }
    }
}

using System.Collections.Concurrent;
using System.Globalization;
using Larder.Aggregation.Tiles;
using Larder.Catalog;
using Larder.Errors;
using Larder.OnDemand;
using Larder.Serving.Logging;
using Larder.Serving.Monitoring;
using Larder.Storage;
using Larder.Types;

namespace Larder.Serving.Online;

/// <summary>Reads the features of entities, as of a time, from the online store: one read per source view, whatever the number of entities.</summary>
/// <threadsafety>Safe for use by many threads.</threadsafety>
public sealed class FeatureReader
{
    /// <summary>Lists of features are the callers' to choose, so their cache is bounded; when full it is emptied.</summary>
    private const int MostLists = 1024;

    private readonly IOnlineStore _store;
    private readonly TileCache _tiles;
    private readonly ServingMonitor? _monitor;
    private readonly ConcurrentDictionary<string, ReadPlan> _services = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ReadPlan> _lists = new(StringComparer.Ordinal);

    /// <summary>Creates a reader.</summary>
    /// <param name="catalog">The repository's definitions.</param>
    /// <param name="versions">Their versions in the registry.</param>
    /// <param name="store">The online store.</param>
    /// <param name="tiles">Where tiles of entities with many events are kept between reads; null for one of the default size.</param>
    /// <param name="monitor">Counts what is read, and has the checks on served requests judged; null for neither.</param>
    public FeatureReader(FeatureCatalog catalog, AppliedVersions versions, IOnlineStore store, TileCache? tiles = null, ServingMonitor? monitor = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(versions);
        ArgumentNullException.ThrowIfNull(store);
        (Catalog, Versions, _store, _tiles, _monitor) = (catalog, versions, store, tiles ?? new TileCache(), monitor);
    }

    /// <summary>The repository's definitions.</summary>
    public FeatureCatalog Catalog { get; }

    /// <summary>Their versions in the registry.</summary>
    public AppliedVersions Versions { get; }

    /// <summary>The plan of a feature service.</summary>
    /// <exception cref="NotFoundException">There is no such service, or a view of it is not applied.</exception>
    public ReadPlan PlanOf(string service) => _services.TryGetValue(service, out var known)
        ? known
        : _services.GetOrAdd(service, Bind(FeaturePlan.For(Catalog.Service(service)), service));

    /// <summary>The plan of a list of references <c>view:feature</c>.</summary>
    /// <exception cref="NotFoundException">A view or feature does not exist, or a view is not applied.</exception>
    /// <exception cref="InvalidInputException">The list is empty, or a reference is malformed.</exception>
    public ReadPlan PlanOf(IReadOnlyList<string> references)
    {
        ArgumentNullException.ThrowIfNull(references);
        if (references.Count == 0)
        {
            throw new InvalidInputException("The list of features is empty; name at least one as view:feature.");
        }

        // Lengths keep ["a:b", "c:d"] apart from any one text that holds both.
        var list = string.Concat(references.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Length} {r} ")));
        if (_lists.TryGetValue(list, out var known))
        {
            return known;
        }

        var plan = Bind(FeaturePlan.For(Catalog, references), service: null);
        if (_lists.Count >= MostLists)
        {
            _lists.Clear();
        }

        return _lists.GetOrAdd(list, plan);
    }

    /// <summary>Fills a frame's features. Completes synchronously when the store does.</summary>
    /// <param name="frame">The entities and their request data.</param>
    /// <param name="at">The time asked for.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="InvalidInputException">The online store no longer holds what the time asked for needs.</exception>
    /// <exception cref="NotFoundException">A view was never materialized.</exception>
    /// <exception cref="UnavailableException">The store cannot be read, or a row is damaged.</exception>
    /// <exception cref="UserCodeException">A feature's function threw.</exception>
    /// <exception cref="LarderException">A check on served requests refuses it (<see cref="ErrorKind.SuiteBreached"/>).</exception>
    public async ValueTask ReadAsync(FeatureFrame frame, Instant at, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(frame);
        frame.Plan.Checks?.JudgeRequest(frame, at);
        frame.IsReading = true;
        try
        {
            await FillAsync(frame, at, cancellationToken).ConfigureAwait(false);
        }
        catch (LarderException failed) when (failed.Kind != ErrorKind.InvalidInput)
        {
            frame.Plan.Meter?.CountFailed(frame.Count);
            throw;
        }

        frame.IsReading = false;
        frame.Plan.Meter?.Count(frame, at);
        frame.Plan.Checks?.JudgeFeatures(frame, at);
    }

    private async ValueTask FillAsync(FeatureFrame frame, Instant at, CancellationToken cancellationToken)
    {
        frame.CollectKeys();
        var readers = frame.Plan.Readers;
        for (var source = 0; source < readers.Length; source++)
        {
            if (!readers[source].IsMaterialized)
            {
                await CheckMaterializedAsync(readers[source], cancellationToken).ConfigureAwait(false);
            }

            await FetchAsync(source, frame, cancellationToken).ConfigureAwait(false);
            frame.Begin();
            while (!frame.Apply(source, at))
            {
                await frame.ScratchOf(source).FetchAsync(_store, readers[source].OnlineView, frame.WaitingOf(source), cancellationToken).ConfigureAwait(false);
            }
        }

        if (frame.Plan.HasOnDemand)
        {
            frame.ComputeOnDemand();
        }
    }

    private ReadPlan Bind(FeaturePlan plan, string? service)
    {
        var compiled = service is null ? null : Catalog.Service(service);
        return new(plan, Versions, _tiles, ServedPlans.Of(plan, service, Catalog, Versions))
        {
            Meter = _monitor is null ? null : new ReadMeter(plan, compiled, _monitor),
            Checks = _monitor is null ? null : ReadChecks.Of(plan, compiled, _monitor),
        };
    }

    private async ValueTask FetchAsync(int source, FeatureFrame frame, CancellationToken cancellationToken)
    {
        var reader = frame.Plan.Readers[source];
        var keys = frame.KeysOf(source);
        if (keys.Distinct.IsEmpty)
        {
            return;
        }

        try
        {
            if (reader.ReadsSegments)
            {
                await FetchHeadsAsync(reader, keys, frame.ScratchOf(source), cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await _store.ReadAsync(reader.OnlineView, keys.Distinct, keys.Stored, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (NotFoundException)
        {
            reader.IsMaterialized = false;
            throw NotMaterialized(reader);
        }
    }

    private ValueTask FetchHeadsAsync(SourceReader reader, FrameKeys frameKeys, AggregateScratch scratch, CancellationToken cancellationToken)
    {
        var entities = frameKeys.Distinct.Span;
        var keys = scratch.Keys(frameKeys.Distinct.Length);
        for (var i = 0; i < keys.Length; i++)
        {
            keys.Span[i] = new SegmentKey(entities[i], SegmentKey.Row);
        }

        return _store.ReadSegmentsAsync(reader.OnlineView, keys, scratch.Heads, cancellationToken);
    }

    private async ValueTask CheckMaterializedAsync(SourceReader reader, CancellationToken cancellationToken)
    {
        var state = await _store.GetStateAsync(reader.OnlineView, cancellationToken).ConfigureAwait(false);
        reader.IsMaterialized = state is not null ? true : throw NotMaterialized(reader);
    }

    private static NotFoundException NotMaterialized(SourceReader reader) => new(reader.Source.Source.Derivation is SqlDerivation
        ? $"View {reader.Source.Name} ({reader.OnlineView}) is not in the online store. SQL views are computed in batch, never at request time; run `larder materialize {reader.Source.Name}`."
        : $"View {reader.Source.Name} ({reader.OnlineView}) is not in the online store; run `larder materialize {reader.Source.Name}`.");
}

using Larder.Catalog;
using Larder.Cli.Verification.Causes;
using Larder.Engine;
using Larder.Errors;
using Larder.Offline;
using Larder.OnDemand;
using Larder.Serving.Logging;
using Larder.Types;

namespace Larder.Cli.Verification;

/// <summary>Computes the vectors of a log again, some at a time, those of one question together.</summary>
internal sealed class LogReplay(Workspace workspace, AppliedVersions versions, ServedLogReader log, ParityOptions options)
{
    /// <summary>Vectors in memory at a time.</summary>
    private const int AtOnce = 50_000;

    private readonly ParityTally _tally = new(options.Tolerance, options.MostExamples);
    private readonly SortedDictionary<string, long> _skipped = new(StringComparer.Ordinal);
    private readonly HashSet<string> _entities = [];
    private readonly HashSet<string> _services = [];
    private Instant? _first;
    private Instant? _last;
    private long _read;

    public async Task<ParityReport> RunAsync(CancellationToken cancellationToken)
    {
        if (options.Service is { } service)
        {
            workspace.Catalog.Service(service);
        }

        foreach (var part in log.Read().Where(IsWanted).Chunk(AtOnce))
        {
            foreach (var question in part.GroupBy(v => QuestionOf(v.Plan)))
            {
                options.Progress?.Report(new StepProgress("computing served vectors again", _tally.Compared, null));
                await CompareAsync([.. question], cancellationToken);
            }
        }

        var replayed = new ReplayedLog(log.Files, _read, _entities.Count, _first, _last, log.TornLines, log.DamagedLines, log.FirstDamaged, _skipped);
        return _tally.Report(options.Service ?? (_services.Count == 1 ? _services.Single() : null), [], replayed);
    }

    private bool IsWanted(ServedVector vector)
    {
        _read++;
        return options.Service is null || ServiceOf(vector.Plan) == options.Service;
    }

    private async Task CompareAsync(ServedVector[] vectors, CancellationToken cancellationToken)
    {
        if (PlanOf(vectors) is not { } plan)
        {
            return;
        }

        var origins = new Dictionary<string, OnlineOrigin>(StringComparer.Ordinal);
        var online = vectors.Select(v => OnlineOf(plan, v, origins)).OfType<OnlineVector>().ToArray();
        if (online.Length == 0)
        {
            return;
        }

        _services.Add(ServiceOf(vectors[0].Plan) ?? string.Empty);
        var offline = await new OfflineFeatures(workspace).ReadAsync(plan, [.. online.Select(v => v.Point)], cancellationToken);
        await _tally.AddAsync(plan, online, offline, new CauseFinder(workspace, versions, plan, truth: null), cancellationToken);
    }

    /// <summary>Today's plan of the features; null where there is none any more.</summary>
    private FeaturePlan? PlanOf(ServedVector[] vectors)
    {
        try
        {
            var plan = FeaturePlan.For(workspace.Catalog, vectors[0].Plan.Features);
            if (plan.Keys.Columns.Select(k => k.Name).SequenceEqual(vectors[0].Plan.Keys))
            {
                return plan;
            }

            Skip($"the features take the join keys {plan.Keys} today, not {string.Join(", ", vectors[0].Plan.Keys)}", vectors.Length);
        }
        catch (LarderException gone) when (gone is NotFoundException or InvalidInputException)
        {
            Skip(gone.Message.TrimEnd('.'), vectors.Length);
        }

        return null;
    }

    private OnlineVector? OnlineOf(FeaturePlan plan, ServedVector vector, Dictionary<string, OnlineOrigin> origins)
    {
        var request = new FeatureValue[plan.Request.Count];
        for (var column = 0; column < request.Length; column++)
        {
            var logged = vector.Plan.Request.ToList().IndexOf(plan.Request[column].Name);
            request[column] = logged < 0 ? FeatureValue.Null : vector.Request[logged];
            if (!request[column].IsNull && request[column].Type != plan.Request[column].Type)
            {
                Skip($"the request column {plan.Request[column].Name} is {plan.Request[column].Type.Name()} today, not {request[column].Type.Name()}", 1);
                return null;
            }
        }

        for (var column = 0; column < vector.Keys.Count; column++)
        {
            if (!vector.Keys[column].IsNull && vector.Keys[column].Type != plan.Keys.Columns[column].Type)
            {
                Skip($"the join key {plan.Keys.Columns[column].Name} is {plan.Keys.Columns[column].Type.Name()} today, not {vector.Keys[column].Type.Name()}", 1);
                return null;
            }
        }

        _entities.Add(string.Join('\n', vector.Keys));
        _first = _first is null || vector.ServedAt < _first ? vector.ServedAt : _first;
        _last = _last is null || vector.ServedAt > _last ? vector.ServedAt : _last;
        OfflineEntry[] entries = [.. vector.Values.Select(v => new OfflineEntry(v.Value, v.Status, v.EventTime))];
        return new OnlineVector(new OfflinePoint(vector.Keys, vector.AsOf, request), entries, null, OriginOf(vector, origins));
    }

    private static OnlineOrigin OriginOf(ServedVector vector, Dictionary<string, OnlineOrigin> known)
    {
        var views = vector.Plan.Views.Select((v, i) => (View: v, Origins: i < vector.Origins.Count ? vector.Origins[i] : [])).ToArray();
        var identity = $"{vector.Plan.CodeVersion}\n{string.Join('\n', views.Select(v => $"{v.View} {string.Join(' ', v.Origins)}"))}";
        if (!known.TryGetValue(identity, out var origin))
        {
            origin = new OnlineOrigin(
                views.ToDictionary(v => v.View.Name, v => v.View.Version, StringComparer.Ordinal),
                vector.Plan.CodeVersion,
                views.Where(v => v.View.IsStored).ToDictionary(v => v.View.Name, v => v.Origins, StringComparer.Ordinal));
            known.Add(identity, origin);
        }

        return origin;
    }

    private void Skip(string reason, long vectors) => _skipped[reason] = _skipped.GetValueOrDefault(reason) + vectors;

    private static string QuestionOf(ServedPlan plan) => $"{plan.Service?.Split('@')[0]}\n{string.Join(' ', plan.Keys)}\n{string.Join('\n', plan.Features)}";

    private static string? ServiceOf(ServedPlan plan) => plan.Service?.Split('@')[0];
}

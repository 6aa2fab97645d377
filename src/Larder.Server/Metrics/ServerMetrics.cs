using System.Collections.Concurrent;
using Larder.Types;

namespace Larder.Server.Metrics;

/// <summary>Everything the server counts, from its start on.</summary>
internal sealed class ServerMetrics
{
    /// <summary>Room for every <see cref="FeatureStatus"/> by number.</summary>
    public const int StatusCount = (int)FeatureStatus.OutsideMaxAge + 1;

    private readonly ConcurrentDictionary<string, EndpointMetrics> _endpoints = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long[]> _statuses = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Model, int Version), long[]> _predictions = new();

    public IEnumerable<EndpointMetrics> Endpoints => _endpoints.Values.OrderBy(e => e.Path, StringComparer.Ordinal);

    public IEnumerable<(string View, FeatureStatus Status, long Count)> Statuses =>
        from view in _statuses.OrderBy(v => v.Key, StringComparer.Ordinal)
        from status in Enum.GetValues<FeatureStatus>()
        select (view.Key, status, Interlocked.Read(ref view.Value[(int)status]));

    public IEnumerable<(string Model, int Version, long Count)> Predictions =>
        _predictions.OrderBy(p => p.Key).Select(p => (p.Key.Model, p.Key.Version, Interlocked.Read(ref p.Value[0])));

    public EndpointMetrics Endpoint(string path) => _endpoints.GetOrAdd(path, p => new EndpointMetrics(p));

    /// <summary>The counters of a view's statuses, by number.</summary>
    public long[] StatusesOf(string view) => _statuses.GetOrAdd(view, _ => new long[StatusCount]);

    public void AddPredictions(string model, int version, int count) =>
        Interlocked.Add(ref _predictions.GetOrAdd((model, version), _ => new long[1])[0], count);
}

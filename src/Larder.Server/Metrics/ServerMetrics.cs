using System.Collections.Concurrent;

namespace Larder.Server.Metrics;

/// <summary>Everything the server counts, from its start on.</summary>
internal sealed class ServerMetrics
{
    private readonly ConcurrentDictionary<string, EndpointMetrics> _endpoints = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Model, int Version), long[]> _predictions = new();

    public IEnumerable<EndpointMetrics> Endpoints => _endpoints.Values.OrderBy(e => e.Path, StringComparer.Ordinal);

    public IEnumerable<(string Model, int Version, long Count)> Predictions =>
        _predictions.OrderBy(p => p.Key).Select(p => (p.Key.Model, p.Key.Version, Interlocked.Read(ref p.Value[0])));

    public EndpointMetrics Endpoint(string path) => _endpoints.GetOrAdd(path, p => new EndpointMetrics(p));

    public void AddPredictions(string model, int version, int count) =>
        Interlocked.Add(ref _predictions.GetOrAdd((model, version), _ => new long[1])[0], count);
}

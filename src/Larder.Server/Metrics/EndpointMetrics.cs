namespace Larder.Server.Metrics;

/// <summary>What is counted of one endpoint.</summary>
internal sealed class EndpointMetrics(string path)
{
    /// <summary>Upper bounds of the latency buckets, in seconds.</summary>
    public static readonly double[] Bounds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

    private readonly long[] _byStatus = new long[600];
    private readonly long[] _buckets = new long[Bounds.Length + 1];
    private long _ticks;
    private long _entities;

    public string Path { get; } = path;

    public long Entities => Interlocked.Read(ref _entities);

    public double Seconds => TimeSpan.FromTicks(Interlocked.Read(ref _ticks)).TotalSeconds;

    public void Record(int status, TimeSpan took)
    {
        Interlocked.Increment(ref _byStatus[(uint)status < (uint)_byStatus.Length ? status : 0]);
        var seconds = took.TotalSeconds;
        var bucket = 0;
        while (bucket < Bounds.Length && seconds > Bounds[bucket])
        {
            bucket++;
        }

        Interlocked.Increment(ref _buckets[bucket]);
        Interlocked.Add(ref _ticks, took.Ticks);
    }

    public void AddEntities(int count) => Interlocked.Add(ref _entities, count);

    public long Bucket(int index) => Interlocked.Read(ref _buckets[index]);

    /// <summary>The statuses answered so far and how often.</summary>
    public IEnumerable<(int Status, long Count)> Statuses()
    {
        for (var status = 0; status < _byStatus.Length; status++)
        {
            if (Interlocked.Read(ref _byStatus[status]) is > 0 and var count)
            {
                yield return (status, count);
            }
        }
    }
}

using System.Numerics;

namespace Larder.Serving.Monitoring;

/// <summary>
/// Counters that many threads add to without waiting for each other: each processor has copies of its own, a cache line apart from those of the others, and
/// a reader adds them up. Nothing is allocated after the beginning.
/// </summary>
internal sealed class StripedCounters
{
    private const int MostStripes = 16;

    /// <summary>Unused numbers on both sides of a stripe: 128 bytes, two cache lines.</summary>
    private const int Apart = 16;

    private readonly long[][] _stripes;

    public StripedCounters(int count)
    {
        Count = count;
        var stripes = (int)Math.Min(MostStripes, BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount));
        _stripes = [.. Enumerable.Range(0, stripes).Select(_ => new long[count + (2 * Apart)])];
    }

    public int Count { get; }

    public void Add(int counter, long value = 1) => Interlocked.Add(ref Stripe[Apart + counter], value);

    /// <summary>What was added to each counter so far. Additions that go on meanwhile are in it or not.</summary>
    public long[] Sum()
    {
        var sums = new long[Count];
        foreach (var stripe in _stripes)
        {
            for (var i = 0; i < sums.Length; i++)
            {
                sums[i] += Interlocked.Read(ref stripe[Apart + i]);
            }
        }

        return sums;
    }

    private long[] Stripe => _stripes[Thread.GetCurrentProcessorId() & (_stripes.Length - 1)];
}

using Larder.Monitoring;
using Larder.Reference;

namespace Larder.Core.Tests.Monitoring;

public class AgeBucketsTests
{
    /// <summary>The ends, written down another way: a second, then quarters of each doubling.</summary>
    private static readonly long[] Ends =
    [
        1_000_000, .. Enumerable.Range(0, 30).SelectMany(octave => new[] { 1.25, 1.5, 1.75, 2 }.Select(part => (long)(part * Math.Pow(2, octave) * 1_000_000))),
    ];

    [Fact]
    public void The_ends_are_a_second_and_quarters_of_each_doubling()
    {
        AgeBuckets.Count.ShouldBe(Ends.Length + 1);
        Enumerable.Range(0, Ends.Length).Select(b => AgeBuckets.EndOf(b).Ticks / TimeSpan.TicksPerMicrosecond).ShouldBe(Ends);
        AgeBuckets.EndOf(AgeBuckets.Count - 1).ShouldBe(TimeSpan.FromMicroseconds(Ends[^1]));
    }

    [Fact]
    public void Ends_are_inclusive()
    {
        foreach (var (bucket, end) in Ends.Index())
        {
            (AgeBuckets.IndexOf(end), AgeBuckets.IndexOf(end + 1)).ShouldBe((bucket, bucket + 1));
        }

        (AgeBuckets.IndexOf(long.MinValue), AgeBuckets.IndexOf(0), AgeBuckets.IndexOf(long.MaxValue)).ShouldBe((0, 0, Ends.Length));
    }

    [Fact]
    public void Percentiles_are_those_of_a_sorted_list_to_the_end_of_the_bucket()
    {
        var random = new Random(5);
        for (var test = 0; test < CaseCount.Of(500); test++)
        {
            var width = random.Next(1, 50);
            long[] ages = [.. Enumerable.Range(0, random.Next(1, 400)).Select(_ => (long)(Math.Pow(2, random.NextDouble() * width) * 1000))];
            var counts = new long[AgeBuckets.Count];
            Array.ForEach(ages, age => counts[AgeBuckets.IndexOf(age)]++);
            long[] sorted = [.. ages.Order()];
            foreach (var percent in new[] { 1, 50, 95, 99, 100 })
            {
                // Nearest rank: the least value that so many of a hundred do not exceed.
                var exact = sorted.First(age => sorted.Count(a => a <= age) * 100L >= percent * (long)sorted.Length);
                var told = AgeBuckets.Percentile(counts, percent / 100d)!.Value.Ticks / TimeSpan.TicksPerMicrosecond;

                told.ShouldBe(Ends.Append(Ends[^1]).First(end => end >= Math.Min(exact, Ends[^1])));
                if (exact is >= 1_000_000 and < 1L << 49)
                {
                    told.ShouldBeInRange(exact, exact + (exact / 4) + 1);
                }
            }
        }
    }

    [Fact]
    public void Nothing_has_no_percentile() => AgeBuckets.Percentile(new long[AgeBuckets.Count], 0.99).ShouldBeNull();
}

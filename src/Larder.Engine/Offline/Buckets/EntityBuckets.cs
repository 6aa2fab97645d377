using System.Numerics;

namespace Larder.Offline.Buckets;

/// <summary>
/// Which bucket each entity lies in: a stable hash of its key modulo their number (DESIGN 5). A bucket is what is sorted, folded and spilled
/// at a time. Results never depend on their number: no computation crosses entities.
/// </summary>
internal sealed class EntityBuckets
{
    /// <summary>Events per bucket that fit the cache of a processor.</summary>
    private const int EventsPerBucket = 1 << 15;
    private const int Most = 1 << 14;

    private readonly int[] _places;
    private readonly int[] _starts;
    private readonly int[] _entities;

    /// <param name="keys">The entities.</param>
    /// <param name="count">Number of buckets, a power of two.</param>
    public EntityBuckets(KeyIndex keys, int count)
    {
        Count = count;
        var shift = 31 - BitOperations.Log2((uint)count);
        Cut = new PlaceCut(shift);
        _places = new int[keys.Count];
        _starts = new int[count + 1];
        _entities = new int[keys.Count];
        Parallel.For(0, keys.Count, id => _places[id] = (int)(keys.KeyOf(id).StableHash() & (ulong)(count - 1)));
        foreach (var bucket in _places)
        {
            _starts[bucket + 1]++;
        }

        for (var bucket = 0; bucket < count; bucket++)
        {
            MostEntities = Math.Max(MostEntities, _starts[bucket + 1]);
            _starts[bucket + 1] += _starts[bucket];
        }

        var next = _starts[..^1];
        for (var id = 0; id < keys.Count; id++)
        {
            var bucket = _places[id];
            var number = next[bucket]++ - _starts[bucket];
            _entities[_starts[bucket] + number] = id;
            _places[id] = number >> shift == 0
                ? (bucket << shift) | number
                : throw new InvalidOperationException($"Bucket {bucket} of {count} has more than {number:N0} entities.");
        }
    }

    /// <summary>Number of buckets.</summary>
    public int Count { get; }

    /// <summary>Entities of the bucket that has most of them.</summary>
    public int MostEntities { get; }

    /// <summary>By entity: where it lies, see <see cref="Cut"/>.</summary>
    public ReadOnlySpan<int> Places => _places;

    /// <summary>Tells what a place says.</summary>
    public PlaceCut Cut { get; }

    /// <summary>The entities of a bucket; the place in this list is an entity's number within it.</summary>
    public ReadOnlySpan<int> EntitiesOf(int bucket) => _entities.AsSpan(_starts[bucket].._starts[bucket + 1]);

    /// <summary>How many buckets suit a number of events: each fits the cache, and where memory is short a bucket per thread fits a quarter of it.</summary>
    /// <param name="events">Events in all.</param>
    /// <param name="eventBytes">Bytes of an event.</param>
    /// <param name="threads">Buckets worked on at once.</param>
    /// <param name="memoryBytes">Memory there is.</param>
    public static int CountFor(long events, int eventBytes, int threads, long memoryBytes)
    {
        var forCache = events / EventsPerBucket;
        var forMemory = events * eventBytes / Math.Max(1, memoryBytes / 4 / threads);
        return (int)BitOperations.RoundUpToPowerOf2((ulong)Math.Clamp(Math.Max(Math.Min(forCache, 1024), forMemory), 1, Most));
    }
}

/// <summary>Cuts the place of an entity into its bucket and its number within that; a value of its own, so that a loop keeps it in a register.</summary>
/// <param name="shift">Bits of the number.</param>
internal readonly struct PlaceCut(int shift)
{
    /// <summary>The bucket of a place.</summary>
    public int BucketOf(int place) => place >> shift;

    /// <summary>The number within its bucket of a place.</summary>
    public int NumberOf(int place) => place & ((1 << shift) - 1);
}

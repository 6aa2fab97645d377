using Larder.Catalog;
using Larder.DuckDb;
using Larder.Errors;

namespace Larder.Offline.Buckets;

/// <summary>
/// The events of some entities of an aggregate view by bucket, with the plan's inputs prepared: parts of the table are read side by side, each
/// into buckets of its own, which go to disk when they exceed the memory there is. Then buckets are loaded one by one, each whole.
/// </summary>
internal sealed class BucketedEvents : IDisposable
{
    private readonly BucketWriter[] _writers;

    private BucketedEvents(EntityBuckets buckets, EventRecord record, BucketWriter[] writers) => (Buckets, Record, _writers) = (buckets, record, writers);

    /// <summary>Where entities lie.</summary>
    public EntityBuckets Buckets { get; }

    /// <summary>The form of an event.</summary>
    public EventRecord Record { get; }

    /// <summary>Whether anything went to disk.</summary>
    public bool HasSpilled => _writers.Any(w => w.HasSpilled);

    /// <summary>Reads the events known at the context's instant.</summary>
    /// <param name="context">The engine, and what memory there is.</param>
    /// <param name="table">The view's table.</param>
    /// <param name="view">The view.</param>
    /// <param name="keys">The entities to keep.</param>
    /// <exception cref="LarderException">A lambda threw, or the disk or the engine did not do.</exception>
    public static BucketedEvents Read(ScanContext context, OfflineTable table, CompiledAggregateView view, KeyIndex keys)
    {
        var order = OrderParts.EventTime | (table.IsKnownAtOnce ? OrderParts.None : OrderParts.KnownAt) | (table.IsInSequence ? OrderParts.None : OrderParts.Sequence);
        var most = new EventRecord(view.Plan.Inputs, table.IsRevised, order);
        var cut = table.Split(context.Threads);
        var buckets = new EntityBuckets(keys, EntityBuckets.CountFor(table.Rows, most.Words * sizeof(long), context.Threads, context.Spill.MemoryBytes));
        var record = new EventRecord(view.Plan.Inputs, table.IsRevised, order, buckets.MostEntities, table.EventTimes);
        var writers = cut.Select(_ => new BucketWriter(buckets, record, context.Spill.MemoryBytes / cut.Count, context.Spill.NewPath)).ToArray();
        var history = new BucketedEvents(buckets, record, writers);
        try
        {
            context.ForEach(cut, (connection, part, cancellationToken) => Read(context, connection, table, part, view, keys, record, writers[part.Number], cancellationToken));
            return history;
        }
        catch
        {
            history.Dispose();
            throw;
        }
    }

    /// <summary>Adds a bucket's events to a list. Many threads may read at once.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="stretches">The list.</param>
    /// <param name="buffers">The reader's memory; what was read into it before is overwritten.</param>
    public void Read(int bucket, List<Stretch> stretches, SpillBuffers buffers)
    {
        buffers.Reset();
        foreach (var writer in _writers)
        {
            writer.Read(bucket, stretches, buffers);
        }
    }

    public void Dispose()
    {
        foreach (var writer in _writers)
        {
            writer.Dispose();
        }
    }

    private static void Read(
        ScanContext context, DuckDbConnection connection, OfflineTable table, TablePart part, CompiledAggregateView view, KeyIndex keys, EventRecord record, BucketWriter writer, CancellationToken cancellationToken)
    {
        var entities = new EntityReader(view, keys, adds: false, view.ValueColumns, record.Order);
        var words = new BatchWords(view, record);
        var rows = new int[EventReader.Capacity];
        foreach (var events in table.Scan(connection, part, entities.Events, context.AsOf, cancellationToken))
        {
            entities.Resolve();
            var count = 0;
            for (var row = 0; row < events.Batch.Count; row++)
            {
                rows[count] = row;
                count += entities.Ids[row] < 0 ? 0 : 1;
            }

            words.Take(events.Batch, rows, count);
            writer.Append(events, entities.Ids, rows, count, words);
        }

        writer.Seal();
    }
}

using Larder.Aggregation;
using Larder.Catalog;
using Larder.Engine;
using Larder.Offline.Buckets;
using Larder.Types;

namespace Larder.Offline.TrainingSets;

/// <summary>
/// Evaluates an aggregate view at every spine row: events are sorted into buckets of entities as they are read, then bucket after bucket is put
/// in order and the kernel runs once per spine row, an entity's rows in the order of time.
/// </summary>
internal sealed class AggregateJoin
{
    /// <summary>Rows of one entity that are evaluated together: enough to share what they have in common, few enough to stay in the cache.</summary>
    private const int AtOnce = 64;

    private readonly CompiledAggregateView _view;
    private readonly SpineIndex _spine;
    private readonly BucketedEvents _history;
    private readonly Column[] _features;
    private readonly long[] _eventTimes;

    private AggregateJoin(CompiledAggregateView view, SpineIndex spine, BucketedEvents history)
    {
        (_view, _spine, _history) = (view, spine, history);

        // Behind the slots one more row, for spine rows with a null key: they see an entity without events.
        var rows = spine.SlotCount + 1;
        _features = [.. view.Features.Select(f => LargePages.Advise(Column.Create(f.Type, rows)))];
        _eventTimes = LargePages.Advise(new long[rows]);
    }

    public static ViewColumns Run(ScanContext context, OfflineTable table, CompiledAggregateView view, SpineIndex spine)
    {
        using var history = BucketedEvents.Read(context, table, view, spine.Keys);
        var join = new AggregateJoin(view, spine, history);
        context.ForEach(history.Buckets.Count, () => new Worker(join), (worker, bucket) => worker.Evaluate(bucket));
        new Worker(join).EvaluateKeyless();
        return new ViewColumns(view, join._features, spine.Places(), join._eventTimes);
    }

    /// <summary>One thread's part.</summary>
    private sealed class Worker(AggregateJoin join)
    {
        private readonly BucketLoader _loader = new(join._history);
        private readonly AggregateEvaluator _evaluator = new(join._view);
        private readonly EntityEvents _events = new(join._view.Plan.Inputs);

        public void Evaluate(int bucket)
        {
            _loader.Load(bucket);
            var entities = join._history.Buckets.EntitiesOf(bucket);
            for (var i = 0; i < entities.Length; i++)
            {
                var first = _loader.Starts[i];
                _events.Clear();
                _events.AddRange(_loader.Columns, first, _loader.Starts[i + 1] - first);
                var (start, end) = join._spine.Slots(entities[i]);
                for (var slot = start; slot < end; slot += AtOnce)
                {
                    Evaluate(slot, join._spine.Times[slot..Math.Min(end, slot + AtOnce)]);
                }
            }
        }

        public void EvaluateKeyless()
        {
            _events.Clear();
            Evaluate(join._spine.SlotCount, [0]);
        }

        private void Evaluate(int slot, ReadOnlySpan<long> times) =>
            _evaluator.EvaluateAll(_events, times, join._features, slot, join._eventTimes.AsSpan(slot, times.Length), ViewColumns.NoEvent);
    }
}

using System.Runtime.ExceptionServices;
using Larder.Aggregation;
using Larder.Catalog;
using Larder.Errors;
using Larder.Types;

namespace Larder.Offline.TrainingSets;

/// <summary>Evaluates an aggregate view at every spine row: the entity's events are grouped once, the kernel runs per row.</summary>
internal static class AggregateJoin
{
    public static ViewColumns Run(ScanContext context, OfflineTable table, CompiledAggregateView view, SpineIndex spine)
    {
        var groups = EntityGroups.Read(context, table, view, spine.Keys);
        var output = new ViewColumns(view, spine.RowCount);
        var options = new ParallelOptions { CancellationToken = context.CancellationToken, MaxDegreeOfParallelism = context.Threads };
        try
        {
            Parallel.For(
                0,
                spine.Keys.Count,
                options,
                () => (Evaluator: new AggregateEvaluator(view), Events: new EntityEvents(view.Plan.Inputs), Scratch: new EntityGroups.Scratch(view)),
                (entity, _, own) =>
                {
                    groups.Load(entity, own.Events, own.Scratch);
                    var (start, end) = spine.Slots(entity);
                    for (var slot = start; slot < end; slot++)
                    {
                        Evaluate(own.Evaluator, own.Events, spine.Times[slot], spine.Rows[slot], output);
                    }

                    return own;
                },
                _ => { });
        }
        catch (AggregateException several) when (several.InnerExceptions.OfType<LarderException>().FirstOrDefault() is { } first)
        {
            ExceptionDispatchInfo.Throw(first);
        }

        FillKeyless(new AggregateEvaluator(view), new EntityEvents(view.Plan.Inputs), spine, output);
        return output;
    }

    private static void Evaluate(AggregateEvaluator evaluator, EntityEvents events, long time, int row, ViewColumns output)
    {
        var newest = evaluator.Evaluate(events, new Instant(time));
        for (var f = 0; f < evaluator.Features.Length; f++)
        {
            output.Set(f, row, evaluator.Features[f]);
        }

        output.Statuses[row] = newest is null ? FeatureStatus.NotFound : FeatureStatus.Present;
        output.EventTimes[row] = newest?.Microseconds ?? ViewColumns.NoEvent;
    }

    /// <summary>Rows with a null key see an entity without events.</summary>
    private static void FillKeyless(AggregateEvaluator evaluator, EntityEvents empty, SpineIndex spine, ViewColumns output)
    {
        if (spine.SlotCount == spine.RowCount)
        {
            return;
        }

        var keyed = new bool[spine.RowCount];
        foreach (var row in spine.Rows)
        {
            keyed[row] = true;
        }

        for (var row = 0; row < keyed.Length; row++)
        {
            if (!keyed[row])
            {
                Evaluate(evaluator, empty, 0, row, output);
            }
        }
    }
}

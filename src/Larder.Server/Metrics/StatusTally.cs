using Larder.OnDemand;
using Larder.Serving.Online;

namespace Larder.Server.Metrics;

/// <summary>Counts the statuses of a plan's features by view.</summary>
internal sealed class StatusTally
{
    private readonly long[][] _counters;
    private readonly int[] _viewOf;

    public StatusTally(FeaturePlan plan, ServerMetrics metrics)
    {
        var views = plan.Outputs.Select(o => o.View.Name).Distinct().ToArray();
        _counters = [.. views.Select(metrics.StatusesOf)];
        _viewOf = [.. plan.Outputs.Select(o => Array.IndexOf(views, o.View.Name))];
    }

    public void Count(FeatureFrame frame)
    {
        Span<int> counts = stackalloc int[ServerMetrics.StatusCount];
        var output = 0;
        while (output < _viewOf.Length)
        {
            var view = _viewOf[output];
            counts.Clear();
            for (; output < _viewOf.Length && _viewOf[output] == view; output++)
            {
                for (var row = 0; row < frame.Count; row++)
                {
                    counts[(int)frame.Status(row, output)]++;
                }
            }

            for (var status = 0; status < counts.Length; status++)
            {
                if (counts[status] > 0)
                {
                    Interlocked.Add(ref _counters[view][status], counts[status]);
                }
            }
        }
    }
}

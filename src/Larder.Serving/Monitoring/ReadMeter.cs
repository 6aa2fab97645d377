using Larder.Catalog;
using Larder.Monitoring;
using Larder.OnDemand;
using Larder.Serving.Online;
using Larder.Types;

namespace Larder.Serving.Monitoring;

/// <summary>
/// Counts what is read by one plan. Outputs of one view that stand together are a group: they rest on the same event, so a row costs one addition for
/// their ages and, where all features of the view are there, one for their results.
/// </summary>
internal sealed class ReadMeter
{
    private readonly Group[] _groups;
    private readonly StripedCounters? _service;
    private readonly bool[] _required;

    /// <param name="plan">The plan.</param>
    /// <param name="service">The service it is of; null for a list of features.</param>
    /// <param name="monitor">Has the counters.</param>
    public ReadMeter(FeaturePlan plan, CompiledService? service, ServingMonitor monitor)
    {
        var groups = new List<Group>();
        for (var first = 0; first < plan.Outputs.Count;)
        {
            var view = plan.Outputs[first].View;
            int[] features = [.. plan.Outputs.Skip(first).TakeWhile(o => o.View == view).Select(o => view.Features.TakeWhile(f => f != o.Feature).Count())];
            groups.Add(new Group(monitor.View(view.Name), first, features, features.Distinct().Count() == view.Features.Count && features.Length == view.Features.Count));
            first += features.Length;
        }

        _groups = [.. groups];
        _service = service is null ? null : monitor.Service(service.Name);
        _required = [.. plan.Outputs.Select(o => service is not null && service.RequiredFeatures.Contains((o.View, o.Feature)))];
    }

    /// <summary>Counts the rows of a frame that was read as of a time.</summary>
    public void Count(FeatureFrame frame, Instant at)
    {
        for (var row = 0; row < frame.Count; row++)
        {
            var isCovered = true;
            foreach (var group in _groups)
            {
                isCovered &= Count(group, frame, row, at);
            }

            _service?.Add(ServingMonitor.Requests);
            if (isCovered)
            {
                _service?.Add(ServingMonitor.Covered);
            }
        }
    }

    /// <summary>Counts requests that could not be answered: they are not covered.</summary>
    public void CountFailed(int rows) => _service?.Add(ServingMonitor.Requests, rows);

    private bool Count(Group group, FeatureFrame frame, int row, Instant at)
    {
        var (present, isCovered) = (0, true);
        for (var i = 0; i < group.Features.Length; i++)
        {
            var status = frame.Status(row, group.First + i);
            if (status == FeatureStatus.Present)
            {
                present++;
                continue;
            }

            isCovered &= !_required[group.First + i];
            group.Meter.AddResult(group.Features[i], FeatureResults.Of(status, !frame.Value(row, group.First + i).IsNull));
        }

        if (present == 0)
        {
            return isCovered;
        }

        if (group.IsWhole && present == group.Features.Length)
        {
            group.Meter.AddWhole();
        }
        else
        {
            CountPresent(group, frame, row);
        }

        if (frame.EventTime(row, group.First) is { } eventTime)
        {
            group.Meter.AddAges(eventTime, at, present);
        }

        return isCovered;
    }

    private static void CountPresent(Group group, FeatureFrame frame, int row)
    {
        for (var i = 0; i < group.Features.Length; i++)
        {
            if (frame.Status(row, group.First + i) == FeatureStatus.Present)
            {
                group.Meter.AddResult(group.Features[i], FeatureResult.Present);
            }
        }
    }

    /// <summary>Outputs of one view that stand together.</summary>
    /// <param name="Meter">The view's counters.</param>
    /// <param name="First">The first output.</param>
    /// <param name="Features">The place of each among the view's features.</param>
    /// <param name="IsWhole">Whether they are all of the view's features, each once.</param>
    private sealed record Group(ViewMeter Meter, int First, int[] Features, bool IsWhole);
}

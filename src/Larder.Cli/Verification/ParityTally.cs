using Larder.Errors;
using Larder.Offline;
using Larder.OnDemand;
using Larder.Serving.Online;
using Larder.Types;

namespace Larder.Cli.Verification;

/// <summary>Counts equal and different vectors.</summary>
internal sealed class ParityTally(FeaturePlan plan)
{
    private const int MostExamples = 10;

    private readonly List<string> _examples = [];
    private readonly long[] _featureDifferences = new long[plan.Outputs.Count];
    private long _different;
    private long _present;

    /// <summary>Pairs compared so far.</summary>
    public long Compared { get; private set; }

    /// <summary>Compares what was served with history.</summary>
    public void Add(OfflinePoint point, OfflineVector offline, FeatureFrame frame)
    {
        if (offline.Thrown is { } thrown)
        {
            Differs($"of {Describe(point)}: online a vector, offline: {thrown.Message}");
            return;
        }

        var differs = false;
        for (var output = 0; output < plan.Outputs.Count; output++)
        {
            var online = new OfflineEntry(frame.Value(0, output), frame.Status(0, output), frame.EventTime(0, output));
            _present += online.Status == FeatureStatus.Present ? 1 : 0;
            if (online == offline.Entries[output])
            {
                continue;
            }

            differs = true;
            _featureDifferences[output]++;
            var planned = plan.Outputs[output];
            Example($"{planned.View.Name}:{planned.Feature.Name} of {Describe(point)}: online {online}, offline {offline.Entries[output]}");
        }

        Compared++;
        _different += differs ? 1 : 0;
    }

    /// <summary>Compares what a function threw while serving with history: generated request data may be such that a function refuses it, then it does so on both sides.</summary>
    public void Add(OfflinePoint point, OfflineVector offline, UserCodeException online)
    {
        if (offline.Thrown?.Message == online.Message)
        {
            Compared++;
        }
        else
        {
            Differs($"of {Describe(point)}: online: {online.Message}, offline {offline.Thrown?.Message ?? "a vector"}");
        }
    }

    /// <summary>The counts.</summary>
    public ParityReport Report(string service, IReadOnlyList<StoredView> store)
    {
        var byFeature = plan.Outputs.Select((o, i) => new FeatureParity($"{o.View.Name}:{o.Feature.Name}", Compared, _featureDifferences[i])).ToArray();
        return new ParityReport(service, Compared, Compared - _different, _different, _present, byFeature, _examples, store);
    }

    private void Differs(string example)
    {
        Example(example);
        Compared++;
        _different++;
    }

    private void Example(string text)
    {
        if (_examples.Count < MostExamples)
        {
            _examples.Add(text);
        }
    }

    private string Describe(OfflinePoint point)
    {
        var request = string.Join(", ", plan.Request.Zip(point.Request, (column, value) => $"{column.Name} {value}"));
        return $"{string.Join(", ", point.Keys)} at {point.At}{(request.Length == 0 ? string.Empty : $" with {request}")}";
    }
}

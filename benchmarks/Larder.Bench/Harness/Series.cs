using System.Text.Json.Nodes;

namespace Larder.Bench.Harness;

/// <summary>Several measurements of one thing.</summary>
internal sealed class Series(string name)
{
    private readonly List<Measurement> _runs = [];

    public string Name { get; } = name;

    public IReadOnlyList<Measurement> Runs => _runs;

    public double Seconds => Median(_runs.Select(r => r.Seconds));

    public double CpuSeconds => Median(_runs.Select(r => r.CpuSeconds));

    public double PeakBytes => Median(_runs.Select(r => (double)r.PeakBytes));

    public void Add(Measurement run) => _runs.Add(run);

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    public JsonObject ToJson() => new()
    {
        ["name"] = Name,
        ["seconds"] = Math.Round(Seconds, 3),
        ["cpu_seconds"] = Math.Round(CpuSeconds, 3),
        ["peak_mb"] = Math.Round(PeakBytes / (1 << 20), 1),
        ["runs"] = new JsonArray([.. _runs.Select(r => (JsonNode)new JsonObject
        {
            ["seconds"] = Math.Round(r.Seconds, 3),
            ["cpu_seconds"] = Math.Round(r.CpuSeconds, 3),
            ["peak_mb"] = Math.Round(r.PeakBytes / (double)(1 << 20), 1),
            ["facts"] = r.Facts.DeepClone(),
        })]),
    };
}

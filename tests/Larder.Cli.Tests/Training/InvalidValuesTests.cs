using System.Text.Json.Nodes;
using Larder.Support;

namespace Larder.Training;

public sealed record Reading(string Meter, DateTime At, long Value);

public sealed record Sums
{
    public long Total { get; init; }

    public long Readings { get; init; }
}

/// <summary>Sums integers that may be too large.</summary>
#pragma warning disable CA1822 // Definitions are properties of the repository, whether or not they use another one.
public sealed class Meters : FeatureRepository
{
    public Entity<string> Meter { get; } = new("meter_id");

    public EventSource<Reading> Readings => Source.Csv<Reading>("readings.csv", eventTime: r => r.At);

    public AggregateView<Sums> MeterSums => Readings.AggregateBy(Meter, r => r.Meter, w => new Sums
    {
        Total = w.Sum(r => r.Value, Window.Days(30)),
        Readings = w.Count(Window.Days(30)),
    });

    public FeatureService OfMeter => Service([MeterSums]);

    public Spine EachReading => Readings.SpineBy(Meter, r => r.Meter).EachEvent(r => r.Value > 5);
}

[Collection(ConsoleRun.Alone)]
public sealed class InvalidValuesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("larder-cli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_training_set_warns_of_invalid_values_with_a_line_per_feature_and_in_its_report()
    {
        var input = Path.Combine(_folder, "readings.csv");
        await File.WriteAllTextAsync(
            input,
            $"meter,at,value\nm,2024-01-01,{long.MaxValue}\nm,2024-01-02,1\nm,2024-01-03,1\nm,2024-01-04,1\n",
            TestContext.Current.CancellationToken);
        foreach (var command in new[] { $"ingest|--input|{input}", "apply" })
        {
            (await RunAsync(command)).ExitCode.ShouldBe(0, command);
        }

        var built = await RunAsync("training-set");
        var rebuilt = await RunAsync("training-set|--rebuild|--output|json");
        var reused = await RunAsync("training-set|--output|json");

        built.Out.ShouldContain(
            "warning: meter_sums:total is invalid in 2 of 4 rows, which have null there: a sum of integers is beyond 64 bits; sum doubles instead" + Environment.NewLine);
        built.Out.ShouldNotContain("meter_sums:readings");
        JsonNode.Parse(rebuilt.Out)!["training"]!["invalid_values"]!.ToJsonString().ShouldBe("""{"meter_sums:total":2}""");
        JsonNode.Parse(reused.Out)!["training"]!.AsObject()["invalid_values"].ShouldBeNull();
    }

    private Task<(int ExitCode, string Out, string Error)> RunAsync(string command) =>
        ConsoleRun.RunAsync(new Meters(), [.. command.Split('|'), "--state", Path.Combine(_folder, "state")]);
}

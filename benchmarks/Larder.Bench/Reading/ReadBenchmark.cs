using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Larder.Bench.Harness;
using Larder.Offline.Delta;

namespace Larder.Bench.Reading;

/// <summary>
/// The newest version of a table with 10,000 commits of one file each, opened by a process that has opened nothing before. Larder begins with the newest checkpoint; the reference
/// is the same reader where there are no checkpoints, which replays every commit. Both have to find the same files.
/// </summary>
internal sealed class ReadBenchmark : IBenchmark
{
    private const double MostMilliseconds = 200;
    private const int Commits = 10_000;
    private const int Behind = 5;

    public string Name => "read";

    public string Summary => "Opening the newest version of a table with 10,000 commits, against replaying its commits";

    public async Task<BenchReport> RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var commits = (int)options.Rows(Commits);
        var (with, without) = (Path.Combine(options.DataPath, $"read-{commits}-checkpoint"), Path.Combine(options.DataPath, $"read-{commits}-commits"));
        await ReadData.EnsureAsync(with, commits, commits - Behind, cancellationToken);
        await ReadData.EnsureAsync(without, commits, checkpoint: null, cancellationToken);
        var (ours, replay) = (new Series("larder"), new Series("replay"));
        for (var run = 0; run < options.Runs; run++)
        {
            ours.Add(await ChildProcess.MeasureAsync(this, "open", new ChildArguments { ["table"] = with }, cancellationToken));
            replay.Add(await ChildProcess.MeasureAsync(this, "open", new ChildArguments { ["table"] = without }, cancellationToken));
        }

        if (ours.Runs.Concat(replay.Runs).Any(run => (int)run.Facts["files"]! != commits || (string)run.Facts["names"]! != (string)ours.Runs[0].Facts["names"]!))
        {
            throw new InvalidOperationException("The two readers found other files.");
        }

        var value = ours.Seconds * 1000;
        return new BenchReport
        {
            Name = Name,
            Value = value,
            Unit = "ms",
            Reference = ("replay of the JSON commits", replay.Seconds * 1000, "ms"),
            Target = (string.Create(CultureInfo.InvariantCulture, $"under {MostMilliseconds} ms in a new process"), MostMilliseconds),
            Pass = value < MostMilliseconds,
            Details = new JsonObject { ["commits"] = commits, ["larder"] = ours.ToJson(), ["replay"] = replay.ToJson() },
        };
    }

    public async Task<Measurement> MeasureAsync(string work, ChildArguments arguments, CancellationToken cancellationToken)
    {
        DeltaSnapshot? snapshot = null;
        var measured = await Measurement.OfAsync(async () =>
        {
            snapshot = await DeltaTable.At(arguments["table"]).ReadAsync(ct: cancellationToken);
            return [];
        });
        var again = Stopwatch.GetTimestamp();
        await DeltaTable.At(arguments["table"]).ReadAsync(ct: cancellationToken);
        var facts = new JsonObject
        {
            ["files"] = snapshot!.Files.Count,
            ["names"] = ReadData.Digest(snapshot),
            ["again_ms"] = Math.Round(Stopwatch.GetElapsedTime(again).TotalMilliseconds, 1),
        };
        return measured with { Facts = facts };
    }
}

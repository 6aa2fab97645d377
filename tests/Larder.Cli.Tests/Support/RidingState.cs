using System.Globalization;
using System.Text.Json.Nodes;
using Larder.Catalog;
using Larder.Cli;
using Larder.Engine;
using Larder.PointInTime;
using Larder.Serving.Logging;
using Larder.Serving.Online;
using Larder.Storage;
using Larder.Types;

namespace Larder.Support;

/// <summary>The state of <see cref="Riding"/>: what was served is logged, and log and store can be tampered with.</summary>
internal sealed class RidingState : IDisposable
{
    public static readonly Instant Served = Time("2024-03-10T08:00:00Z");

    public CommandFolder Folder { get; } = new();

    public string LogPath => Path.Combine(Folder.StatePath, "served");

    public static Instant Time(string text) => Instant.TryParse(text, out var time) ? time : throw new FormatException(text);

    public async Task PrepareAsync(string rides)
    {
        await IngestAsync("rides.csv", rides);
        await Folder.TextAsync(new Riding(), "apply");
        await Folder.TextAsync(new Riding(), "materialize");
    }

    public Task<string> IngestAsync(string name, string rides) => Folder.TextAsync(new Riding(), "ingest", "--input", Folder.Write(name, Rides.Header + rides));

    /// <summary>Serves riders at a time, with a fare asked for, and logs all of it.</summary>
    public async Task ServeAsync(Riding repository, string at, params string[] riders)
    {
        await using var state = Open(repository);
        var versions = await AppliedVersions.LoadAsync(state.Workspace.Catalog, state.Workspace.Definitions);
        var reader = new FeatureReader(state.Workspace.Catalog, versions, state.Workspace.Online);
        await using var log = new FileServedLog(new FileServedLogOptions { Folder = LogPath, Rate = 1 }, state.Workspace.Online, new FixedClock());
        using var frame = reader.PlanOf("riding").Rent();
        for (var row = 0; row < riders.Length; row++)
        {
            frame.SetKey(row, EntityKey.From(riders[row]));
            frame.SetRequest(row, 0, FeatureValue.From(5.0));
        }

        await reader.ReadAsync(frame, Time(at));
        log.Add(frame, Time(at), Served);
    }

    /// <summary>Changes every line of the log.</summary>
    public void Edit(Action<JsonObject> change)
    {
        foreach (var path in Directory.GetFiles(LogPath))
        {
            var lines = File.ReadAllLines(path).Select(l => JsonNode.Parse(l)!.AsObject()).ToArray();
            Array.ForEach(lines, change);
            File.WriteAllLines(path, lines.Select(l => l.ToJsonString()));
        }
    }

    /// <summary>A feature of a line.</summary>
    public static JsonObject Feature(JsonObject line, string name) => line["features"]!.AsArray().Select(f => f!.AsObject()).First(f => (string)f["feature"]! == name);

    /// <summary>Writes another zone into the online row of a rider, under the rank it has.</summary>
    public async Task TamperAsync(string rider, int zone)
    {
        await using var state = Open(new Riding());
        var (store, view) = (state.Workspace.Online, "last@v1");
        var rows = new OnlineRow[1];
        await store.ReadAsync(view, new[] { EntityKey.From(rider) }, rows);
        var known = await store.GetStateAsync(view);
        var payload = new RowCodec([ColumnType.Int32]).Encode([FeatureValue.From(zone)]);
        await store.WriteAsync(view, [new OnlineWrite(EntityKey.From(rider), rows[0].Order, payload)], known!, known);
    }

    /// <summary>A verification that finds differences: its document, and the message.</summary>
    public async Task<(JsonObject Parity, string Message)> DifferAsync(Riding repository, params string[] arguments)
    {
        var run = await Folder.RunAsync(repository, ["verify", .. arguments, "--output", "json"]);
        run.ExitCode.ShouldBe(4, run.Out + run.Error);
        return (JsonNode.Parse(run.Out)!["parity"]!.AsObject(), run.Error.TrimEnd().Split('\n')[^1]["error: ".Length..]);
    }

    /// <summary><c>feature cause</c> of all that differ, with how often.</summary>
    public static string[] CausesOf(JsonObject parity) =>
    [
        .. parity["features"]!.AsArray().SelectMany(f => f!["causes"]!.AsObject().Select(c => string.Create(CultureInfo.InvariantCulture, $"{f["name"]} {c.Key} {(long)c.Value!}"))),
    ];

    public EmbeddedState Open(Riding repository) =>
        EmbeddedState.Open(repository.Build(), new WorkspaceOptions { StatePath = Folder.StatePath, RepositoryPath = Folder.Path, Threads = 1 });

    public void Dispose() => Folder.Dispose();

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Served.ToDateTime();
    }
}

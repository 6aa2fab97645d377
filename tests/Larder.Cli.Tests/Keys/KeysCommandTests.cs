using Larder.Support;

namespace Larder.Keys;

/// <summary>Several join keys and several entities through every command.</summary>
[Collection(ConsoleRun.Alone)]
public sealed class KeysCommandTests : IDisposable
{
    private static readonly Trips Repository = new();

    private readonly CommandFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_model_over_several_entities_is_trained_materialized_and_verified()
    {
        var trips = _folder.Write("trips.csv", Trips.Generate(1, 1_500, new DateTime(2024, 3, 1, 0, 0, 0, DateTimeKind.Utc)));
        (await _folder.TextAsync(Repository, "plan")).ShouldContain("rider_zone");
        await _folder.TextAsync(Repository, "apply");
        await _folder.TextAsync(Repository, "ingest", "--input", trips);

        var set = (await _folder.JsonAsync(Repository, "training-set"))["training"]!;
        var trained = await _folder.JsonAsync(Repository, "train");
        await _folder.TextAsync(Repository, "materialize");
        var parity = (await _folder.JsonAsync(Repository, "verify", "--pairs", "300"))["parity"]!;

        ((long)set["rows"]!).ShouldBeGreaterThan(1_300);
        ((string)trained["gates"]!.AsArray().Single(g => (string)g!["name"]! == "better_than_baseline")!["verdict"]!).ShouldBe("passed");
        ((long)parity["compared"]!, (long)parity["different"]!).ShouldBe((300, 0));
        ((long)parity["present_values"]!).ShouldBeGreaterThan(300);
        parity["store"]!.AsArray().Select(v => (string)v!["view"]!).ShouldBe(["of_rider", "of_rider_zone", "of_driver"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_spine_that_does_not_exist_names_every_column_one_needs()
    {
        await _folder.TextAsync(Repository, "apply");

        (await _folder.FailAsync(Repository, 1, "training-set", "--spine", "nothing")).ShouldBe(
            "There is no spine 'nothing', neither in this repository (each_trip) nor as a file; give a name or a Parquet or CSV file with rider_id, zone_id, driver_id and event_timestamp.");
    }
}

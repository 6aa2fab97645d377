using System.Text.Json.Nodes;
using Larder.Support;

namespace Larder.Quality;

/// <summary><c>validate</c> where the suite has checks.</summary>
[Collection(ConsoleRun.Alone)]
public sealed class ValidateCommandTests : IDisposable
{
    private const string Lines = "a,2024-03-01T08:00:00,10,1\nb,2024-03-01T09:00:00,-5,2\n,2024-03-01T10:00:00,7,2\nb,2024-03-01T11:00:00,3,9\n";
    private readonly CommandFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_check_is_told_with_its_bad_rows_and_a_failed_one_ends_with_2()
    {
        var path = _folder.Write("rides.csv", Rides.Header + Lines);

        var run = await _folder.RunAsync(new CheckedRides(), "validate", "--input", path);

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldBe($"error: 2 of 6 checks of source rides failed on {path}: fare_between, rides_per_zone. Correct the rows, or the suite if they are right.\n");
        Rows(run.Out).ShouldBe(
        [
            "pass row_count row_count 4 4 [1, ]",
            "pass rider_not_null not_null rider 4 1 25.00 % not null",
            "fail fare_between between fare 4 1 25.00 % [0, 100]",
            "warn zone_in_set in_set zone 4 1 25.00 % in {1, 2}",
            "fail rides_per_zone row_count 4 [2, ]",
            "pass fare_max max fare 4 10 [, 50]",
        ]);
        run.Out.ShouldEndWith(
            $"""
              fare_between, row 2: fare -5
              zone_in_set, row 4: zone 9
              rides_per_zone, zone 1: 1
              rides_per_zone, zone 9: 1
              {path}: 6 checks, 3 passed, 1 warn, 2 failed, 0 could not run, 0 not evaluated

            """);
    }

    [Fact]
    public async Task Programs_read_one_document()
    {
        var run = await _folder.RunAsync(new CheckedRides(), "validate", "--input", _folder.Write("rides.csv", Rides.Header + Lines), "--samples", "1", "--output", "json");

        run.ExitCode.ShouldBe(2);
        var document = JsonNode.Parse(run.Out)!;
        ((bool)document["passed"]!).ShouldBeFalse();
        ((long)document["rows"]!["read"]!).ShouldBe(4);
        document["checks"]!.AsArray().Select(c => $"{c!["check"]} {c["outcome"]}").ShouldBe(
            ["row_count pass", "rider_not_null pass", "fare_between fail", "zone_in_set warn", "rides_per_zone fail", "fare_max pass"]);
        document["checks"]![2]!.ToJsonString().ShouldBe(
            """
            {"outcome":"fail","tested":4,"bad":1,"share":0.25,"value":null,"repeated":0,"surplus":0,"check":"fare_between","kind":"between","columns":["fare"],"severity":"error","limit":"[0, 100]","warn_limit":null,"description":null,"mostly":1,"compared_with":null,"error":null,
            "group_by":null,"groups":[],"samples":[{"row":2,"values":{"rider":"b","at":"2024-03-01T09:00:00Z","fare":"-5","zone":"2"}}]}
            """.ReplaceLineEndings(""));
        document["checks"]![4]!["groups"]!.AsArray().Select(g => $"{g!["key"]} {g["outcome"]} {g["value"]}").ShouldBe(["1 fail 1", "2 pass 2", "9 fail 1"]);
    }

    [Fact]
    public async Task Stored_rows_are_checked_where_they_lie()
    {
        await _folder.TextAsync(new CheckedRides(), "ingest", "--input", _folder.Write("rides.csv", Rides.Header + Lines));

        var said = await _folder.FailAsync(new CheckedRides(), 2, "validate", "rides", "--stored");

        said.ShouldBe("2 of 6 checks of source rides failed on rides@1: fare_between, rides_per_zone. Correct the rows, or the suite if they are right.");
        (await _folder.FailAsync(new CheckedRides(), 1, "validate", "--stored", "--input", "a.csv")).ShouldBe("With --stored the rows of the table are checked; leave out --input.");
    }

    [Fact]
    public async Task No_rows_fail_unless_the_suite_allows_them()
    {
        var path = _folder.Write("none.csv", Rides.Header);

        (await _folder.FailAsync(new CheckedRides(), 2, "validate", "--input", path)).ShouldStartWith($"The suite of source rides stopped the run on {path}: ");
        var run = await _folder.RunAsync(new CheckedRides { FewestRides = 0 }, "validate", "--input", path);
        run.Error.ShouldBe($"error: 1 of 6 checks of source rides failed on {path}: fare_max. Correct the rows, or the suite if they are right.\n");
        Rows(run.Out).ShouldBe(
        [
            "pass row_count row_count 0 0 [0, ]",
            "pass rider_not_null not_null rider 0 0 not null",
            "pass fare_between between fare 0 0 [0, 100]",
            "pass zone_in_set in_set zone 0 0 in {1, 2}",
            "not_evaluated rides_per_zone row_count 0 [2, ]",
            "fail fare_max max fare 0 [, 50]",
        ]);
    }

    [Fact]
    public async Task Levels_that_warn_values_and_what_queries_found_are_told()
    {
        var path = _folder.Write("rides.csv", Rides.Header + Lines + "B,2024-03-01T12:00:00,3,9\n");

        var run = await _folder.RunAsync(new WarnedRides(), "validate", "rides", "--input", path);

        run.ExitCode.ShouldBe(2);
        Rows(run.Out).ShouldBe(
        [
            "pass row_count row_count 5 5 [1, ]",
            "warn rider_not_null not_null rider 5 1 20.00 % not null, warn below 0.9",
            "warn fare_mean mean fare 5 3.6 [, 10], warn unless [, 3]",
            "fail rider_one_letter_case one_letter_case rider 3 2 66.67 % one letter case",
            "fail crowded failing_rows 5 1 20.00 % no rows: SELECT zone, count(*) AS n FROM {rows} GROUP BY zone HAVING count(*) > 1 AND zone > 2",
            "not_evaluated row_count_change row_count_ratio 0 rows / version before in [1, ]",
        ]);
        run.Out.ShouldContain("  rider_one_letter_case: 1 values repeat, 1 surplus texts\n");
        run.Out.ShouldContain("  rider_one_letter_case, 1 rows: rider B\n  rider_one_letter_case, 2 rows: rider b\n");
        run.Out.ShouldContain("  crowded, found: zone 9, n 2\n");
        run.Out.ShouldContain("  row_count_change was not evaluated: There is no version before to compare with, or it has no rows.\n");
        run.Out.ShouldContain("  rides_in_zones could not run: Source zones has no events yet; run 'larder ingest zones' first.\n");
        run.Out.ShouldEndWith($"  {path}: 7 checks, 1 passed, 2 warn, 2 failed, 1 could not run, 1 not evaluated\n");
    }

    [Fact]
    public async Task Programs_read_what_values_are_compared_with()
    {
        await _folder.TextAsync(new WarnedRides(), "ingest", "zones", "--input", _folder.Write("zones.csv", "id,at\n1,2024-01-01\n2,2024-01-01\n"));

        var run = await _folder.RunAsync(new WarnedRides(), "validate", "rides", "--input", _folder.Write("rides.csv", Rides.Header + Lines), "--output", "json");

        var checks = JsonNode.Parse(run.Out)!["checks"]!.AsArray();
        checks[1]!.ToJsonString().ShouldContain("\"limit\":\"not null\",\"warn_limit\":\"warn below 0.9\",\"description\":null,\"mostly\":0.5,");
        checks[4]!["samples"]!.AsArray().ShouldBeEmpty();
        checks[6]!.ToJsonString().ShouldContain("\"compared_with\":\"zones\"");
        checks[6]!["samples"]!.ToJsonString().ShouldBe("""[{"rows":2,"values":{"zone":"2"},"rows_there":1},{"rows":1,"values":{"zone":"9"},"rows_there":0}]""");
    }

    /// <summary>The lines of the table, one blank between cells.</summary>
    private static IEnumerable<string> Rows(string text) => text.Split('\n').Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        .Where(l => l.StartsWith("pass ", StringComparison.Ordinal) || l.StartsWith("fail ", StringComparison.Ordinal) || l.StartsWith("warn ", StringComparison.Ordinal) || l.StartsWith("not_evaluated ", StringComparison.Ordinal));

    private sealed class CheckedRides : FeatureRepository
    {
        public long FewestRides { get; init; } = 1;

        public Entity<string> Rider { get; } = new("rider_id");

        public EventSource<Ride> All => Source.Csv<Ride>("rides.csv", eventTime: r => r.At, name: "rides").Expect(rides => rides.RowCount(FewestRides).Check(
            Expect.Column((Ride r) => r.Rider).NotNull(mostly: 0.5),
            Expect.Column((Ride r) => r.Fare).Between(0, 100),
            Expect.Column((Ride r) => r.Zone).InSet([1, 2]).AsWarning(),
            Expect.RowCount<Ride>(2).GroupBy(r => r.Zone).Named("rides_per_zone"),
            Expect.Column((Ride r) => r.Fare).Max(atMost: 50).When(r => r.Fare < 1000)));

        public RowView<RideLast> Last => All.LatestBy(Rider, r => r.Rider, r => new RideLast { Zone = r.Zone });

        public FeatureService Everything => Service([Last]);
    }

    private sealed class WarnedRides : FeatureRepository
    {
        public EventSource<Zone> Zones { get; } = Source.Csv<Zone>("zones.csv", z => z.At);

        public EventSource<Ride> All => Source.Csv<Ride>("rides.csv", eventTime: r => r.At, name: "rides").Expect(rides => rides.Check(
            Expect.Column((Ride r) => r.Rider).NotNull(mostly: 0.5).WarnBelow(0.9),
            Expect.Column((Ride r) => r.Fare).Mean(atMost: 10).WarnUnless(atMost: 3),
            Expect.Column((Ride r) => r.Rider).OneLetterCase(),
            Expect.NoRows<Ride>("crowded", "SELECT zone, count(*) AS n FROM {rows} GROUP BY zone HAVING count(*) > 1 AND zone > 2"),
            Expect.RowCountChange<Ride>(1),
            Expect.Column((Ride r) => r.Zone).KeySet(Zones, z => z.Id).Named("rides_in_zones")));

        public sealed record Zone(int Id, DateTime At);
    }
}

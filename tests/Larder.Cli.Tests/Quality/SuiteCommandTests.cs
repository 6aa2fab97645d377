using System.Globalization;
using System.Text.Json.Nodes;
using Larder.Support;

namespace Larder.Quality;

/// <summary><c>validate --suite</c> and <c>infer-suite</c>.</summary>
[Collection(ConsoleRun.Alone)]
public sealed class SuiteCommandTests : IDisposable
{
    private const string Good = "a,2024-03-01T08:00:00,10,1\nb,2024-03-01T09:00:00,5,2\na,2024-03-01T10:00:00,7,2\n";

    private const string Suite =
        """
        version: 1
        source: rides
        description: what a ride must be
        checks:
          - kind: between
            column: fare
            at_least: 0
            at_most: 8
            mostly: 0.5
          - {kind: in_set, column: zone, values: [1, 2], severity: warn, when: fare > 5 && zone != 9, name: known_zone}
          - kind: row_expression
            name: paid
            expression: fare * zone >= 10
            description: every ride pays by zone
        """;

    private readonly CommandFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_suite_in_a_file_takes_the_place_of_the_sources_own()
    {
        var (input, suite) = (_folder.Write("rides.csv", Rides.Header + Good), _folder.Write("suite.yaml", Suite));

        var run = await _folder.RunAsync(new Judged(), "validate", "--input", input, "--suite", suite, "--output", "json");

        run.ExitCode.ShouldBe(0, run.Error);
        var checks = JsonNode.Parse(run.Out)!["checks"]!.AsArray();
        checks.Select(c => $"{c!["check"]} {c["outcome"]} {c["tested"]} {c["bad"]} {c["severity"]} {c["description"]}").ShouldBe(
            ["row_count pass 3 0 error ", "fare_between pass 3 1 error ", "known_zone pass 2 0 warn ", "paid pass 3 0 error every ride pays by zone"]);
        await _folder.TextAsync(new Judged(), "ingest", "--input", input);
        (await _folder.TextAsync(new Judged(), "validate", "--stored", "--suite", suite)).ShouldContain("rides@1: 4 checks, 4 passed, 0 warn, 0 failed, 0 could not run, 0 not evaluated");
    }

    [Fact]
    public async Task A_suite_that_is_wrong_or_for_another_source_is_told_with_its_place()
    {
        var input = _folder.Write("rides.csv", Rides.Header + Good);
        Task<string> Fail(string text, params string[] more) => _folder.FailAsync(new Judged(), 1, ["validate", "--input", input, "--suite", _folder.Write("s.yaml", text), .. more]);
        var file = Path.Combine(_folder.Path, "s.yaml");

        (await Fail(Suite.Replace("column: fare", "column: fair", StringComparison.Ordinal))).ShouldBe($"{file}, line 6, column 13: the source has no column 'fair'; it has rider, at, fare, zone.");
        (await Fail(Suite.Replace("fare > 5", "fare >> 5", StringComparison.Ordinal)))
            .ShouldBe($"{file}, line 10, column 72: the condition 'fare >> 5 && zone != 9': '>' stands at character 7 where a column or a constant should be; a condition is like quantity > 0 && country != 'France'.");
        (await Fail("checks: [")).ShouldStartWith($"{file}, line 2, column 1: this is no YAML: ");
        (await Fail("")).ShouldBe($"{file} holds 0 documents, and a suite is one; begin it with 'version: 1'.");
        (await Fail("version: 1\nversion: 1\n")).ShouldStartWith($"{file}, line 2, column 1: this is no YAML: Duplicate key");
        (await Fail("version: &v 1\nsource: *v\n")).ShouldBe($"{file}, line 1, column 10: an anchor has no meaning in a suite; write the value where it is needed.");
        (await Fail("&all [*all]")).ShouldBe($"{file}, line 1, column 1: an anchor has no meaning in a suite; write the value where it is needed.");
        (await Fail("? [a]\n: b\n")).ShouldBe($"{file}, line 1, column 3: a key is a single word, as in 'kind: not_null'.");
        (await Fail(Suite.Replace("source: rides", "source: walks", StringComparison.Ordinal))).ShouldBe("There is no source 'walks'; this repository has rides.");
        (await Fail(Suite.Replace("source: rides", "source: walks", StringComparison.Ordinal), "rides")).ShouldBe($"{file} is a suite for source walks, and not for rides; leave the source out, or give its own suite.");
        (await _folder.FailAsync(new Judged(), 1, "validate", "--suite", "none.yaml")).ShouldBe("There is no suite none.yaml; write one with 'larder infer-suite --write', or correct the path.");
    }

    [Fact]
    public async Task A_suite_is_inferred_written_and_run()
    {
        var input = _folder.Write("rides.csv", Rides.Header + string.Concat(Enumerable.Range(0, 120).Select(i => string.Create(CultureInfo.InvariantCulture, $"r{i % 3},2024-03-01T08:{i % 60:00}:00,{i / 2.0},{i % 4 + 1}\n"))));
        var file = Path.Combine(_folder.Path, "suites", "rides.yaml");

        var shown = await _folder.TextAsync(new Judged(), "infer-suite", "--input", input);
        var written = await _folder.TextAsync(new Judged(), "infer-suite", "--input", input, "--write", file);

        written.ShouldEndWith($"  {file}: 10 checks inferred from {input}. Review them, keep the file in version control, and run 'larder validate --suite {file}'.\n");
        shown.ShouldEndWith(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).ShouldBe(
            """
            version: 1
            source: rides
            checks:
              - kind: row_count
                at_least: 60
                at_most: 240
                name: row_count
                description: "120 rows; half to twice as many"
              - kind: not_null
                column: rider
                name: rider_not_null
                description: "none of 120 is missing"
              - kind: in_set
                column: rider
                values: ["r0", "r1", "r2"]
                name: rider_in_set
                description: "3 different values in 120"
              - kind: not_null
                column: at
                name: at_not_null
                description: "none of 120 is missing"
              - kind: event_time_sane
                column: at
                floor: 2024-01-01T00:00:00Z
                skew: "00:05:00"
                name: at_event_time_sane
                description: "from 2024-03-01T08:00:00Z to 2024-03-01T08:59:00Z; not before the first year, not after now"
              - kind: not_null
                column: fare
                name: fare_not_null
                description: "none of 120 is missing"
              - kind: finite
                column: fare
                name: fare_finite
                description: "all 120 values are"
              - kind: between
                column: fare
                at_least: 0
                at_most: 90
                name: fare_between
                description: "0 to 59.5; half as far again on both sides, without changing sign"
              - kind: not_null
                column: zone
                name: zone_not_null
                description: "none of 120 is missing"
              - kind: between
                column: zone
                at_least: 0
                at_most: 6
                name: zone_between
                description: "1 to 4; half as far again on both sides, without changing sign"

            """.ReplaceLineEndings("\n"));
        (await _folder.FailAsync(new Judged(), 1, "infer-suite", "--input", input, "--write", file)).ShouldBe($"There is a suite {file} already, and people may have worked on it; give another path and compare.");
        await _folder.TextAsync(new Judged(), "validate", "--input", input, "--suite", file);
        var bad = await _folder.RunAsync(new Judged(), "validate", "--input", _folder.Write("bad.csv", Rides.Header + "x,2024-03-01T08:00:00,500,1\n"), "--suite", file);
        bad.ExitCode.ShouldBe(2);
        bad.Error.ShouldEndWith("row_count, rider_in_set, fare_between. Correct the rows, or the suite if they are right.\n");
        bad.Out.ShouldContain("  rider_in_set: 3 different values in 120\n  rider_in_set, row 1: rider x\n");
    }

    [Fact]
    public async Task From_stored_rows_no_greatest_number_is_inferred()
    {
        await _folder.TextAsync(new Judged(), "ingest", "--input", _folder.Write("rides.csv", Rides.Header + Good));

        var document = await _folder.JsonAsync(new Judged(), "infer-suite", "--stored");

        ((string)document["rows"]!).ShouldBe("rides@1");
        ((string)document["checks"]![0]!["limit"]!).ShouldBe("[1, ]");
        ((string)document["checks"]![0]!["reason"]!).ShouldBe("3 rows; at least half as many");
        document["file"].ShouldBeNull();
        (await _folder.FailAsync(new Judged(), 1, "infer-suite", "--input", _folder.Write("none.csv", Rides.Header)))
            .ShouldBe("There are no rows to infer a suite from; give good rows with --input, or ingest some and use --stored.");
    }

    [Fact]
    public async Task A_file_is_part_of_the_definition_and_plan_shows_its_change()
    {
        var file = _folder.Write("suite.yaml", Suite);
        await _folder.TextAsync(new Judged { File = file }, "apply");
        (await _folder.TextAsync(new Judged { File = file }, "plan")).ShouldContain("unchanged");

        _folder.Write("suite.yaml", Suite.Replace("at_most: 8", "at_most: 9", StringComparison.Ordinal));

        (await _folder.TextAsync(new Judged { File = file }, "plan")).ShouldContain("changed");
        File.Delete(file);
        (await _folder.FailAsync(new Judged { File = file }, 1, "plan")).ShouldContain($"There is no suite {file}; let the project copy it there with <Content Include=\"{file}\" CopyToOutputDirectory=\"PreserveNewest\" />, or give an absolute path.");
    }

    private sealed class Judged : FeatureRepository
    {
        public string? File { get; init; }

        public Entity<string> Rider { get; } = new("rider_id");

        public EventSource<Ride> All => Source.Csv<Ride>("rides.csv", eventTime: r => r.At, name: "rides").Expect(rides => File is null ? rides.RowCount(0) : rides.ChecksFrom(File));

        public RowView<RideLast> Last => All.LatestBy(Rider, r => r.Rider, r => new RideLast { Zone = r.Zone });

        public FeatureService Everything => Service([Last]);
    }
}

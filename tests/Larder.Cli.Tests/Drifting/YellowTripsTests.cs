using System.Text.Json.Nodes;
using Larder.Support;

namespace Larder.Drifting;

/// <summary>Fourteen real months of 10,000 trips each, of which it is known what happened: the report says so, and nothing else.</summary>
[Collection(ConsoleRun.Alone)]
public sealed class YellowTripsTests : IDisposable
{
    private const string File = "yellow_tripdata_sample_";

    /// <summary>
    /// An impossible fare; a surcharge that begins by law at the turn of 2018, which the trips of 2019-02 pay; and spring 2020: fewer tips, and terminals that send no passengers, tariff or payment. Nothing drifts in
    /// 2018-10, 2018-11, 2018-12, 2019-06, 2019-12, 2020-01, 2020-02 and 2020-03.
    /// </summary>
    private static readonly string[] Expected =
    [
        "2018-08 fare_amount: one value, 429490.2, lifts the mean from 13.27 to 56.21",
        "2018-08 total_amount: one value, 429491, lifts the mean from 16.66 to 59.61",
        "2019-01 congestion_surcharge: distribution; starts: nulls 100 % to 63.3 %",
        "2019-02 congestion_surcharge: distribution; nulls 63.3 % to 0 %",
        "2019-02 extra: distribution",
        "2019-02 tip_amount: distribution",
        "2020-04 passenger_count: nulls 1.3 % to 8 %",
        "2020-04 payment_type: nulls 1.3 % to 8 %",
        "2020-04 rate_code_id: nulls 1.3 % to 8 %",
        "2020-04 tip_amount: distribution",
        "2020-04 vendor_id: nulls 1.3 % to 8 %",
        "2020-05 passenger_count: nulls 8 % to 16.8 %",
        "2020-05 payment_type: nulls 8 % to 16.8 %",
        "2020-05 rate_code_id: nulls 8 % to 16.8 %",
        "2020-05 vendor_id: nulls 8 % to 16.8 %",
        "2020-06 passenger_count: nulls 16.8 % to 9.1 %",
        "2020-06 payment_type: nulls 16.8 % to 9.1 %",
        "2020-06 rate_code_id: nulls 16.8 % to 9.1 %",
        "2020-06 vendor_id: nulls 16.8 % to 9.1 %",
    ];

    private static readonly string[] Strays =
    [
        "2018-11 pickup_at: 3 of 10000 times lie outside 2018-11: 3 on 2018-10-31",
        "2018-12 pickup_at: 2 of 10000 times lie outside 2018-12: 2 on 2018-11-30",
        "2020-03 pickup_at: 1 of 10000 times lie outside 2020-03: 1 on 2020-01-28",
    ];

    private readonly CommandFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_files_tell_what_happened_when_and_which_times_are_not_of_their_month()
    {
        var run = await _folder.RunAsync(new YellowTrips(), "drift", "trips", "--files", "--input", Path.Combine(SharedData.Require("nyc_yellow"), "*.csv.gz"));

        run.ExitCode.ShouldBe(2);
        Rows(run.Out).Select(r => $"{r.Period.Replace(File, "", StringComparison.Ordinal).Replace(".csv.gz", "", StringComparison.Ordinal)} {r.Feature}: {r.What}")
            .ShouldBe([.. Expected.Concat(Strays).OrderBy(e => e, StringComparer.Ordinal)]);
        run.Out.ShouldContain("files trips: 14 tiles profiled, 0 up to date");
        run.Out.ShouldEndWith("the files of source trips by file against the file before: 13 comparisons, 10 of 17 features drift\n");
    }

    [Fact]
    public async Task The_table_tells_the_same_by_month_and_who_consumes_it_without_reading_a_day_twice()
    {
        await _folder.TextAsync(new YellowTrips(), "ingest", "trips", "--input", Path.Combine(SharedData.Require("nyc_yellow"), "*.csv.gz"));

        var run = await _folder.RunAsync(new YellowTrips(), "drift", "trips");

        run.ExitCode.ShouldBe(2);
        Rows(run.Out).Select(r => $"{r.Period} {r.Feature}: {r.What}").ShouldBe(Expected);
        Rows(run.Out).Single(r => r.Period == "2020-04" && r.Feature == "tip_amount").Moved.ShouldBe("≤ 0: 29.3 % to 45.1 %, > 4.4: 9.9 % to 5.7 %, 3.14 to 4.4: 9.5 % to 6.4 %");
        run.Out.ShouldContain("  tip_amount in 2019-02, 2020-04: service tips (zone_tips:mean_tip)\n");
        run.Out.ShouldContain("  congestion_surcharge in 2019-01, 2019-02: no service consumes it\n");
        run.Out.ShouldEndWith("source trips by month against the period before: 13 comparisons, 9 of 17 features drift\n");
        run.Error.ShouldStartWith("error: Drift in source trips: congestion_surcharge in 2019-01, 2019-02; extra in 2019-02; fare_amount in 2018-08; ");

        var again = await _folder.RunAsync(new YellowTrips(), "drift", "trips", "--since", "2020-05", "--output", "json");
        var report = JsonNode.Parse(again.Out)!["drift"]![0]!;
        report["profiled"]!.ToJsonString().ShouldBe("""{"read":0,"kept":425,"removed":0}""");
        report["drifting"]!.AsArray().Select(f => $"{f!["feature"]} {f["since"]}").ShouldBe(["passenger_count 2020-05", "payment_type 2020-05", "rate_code_id 2020-05", "vendor_id 2020-05"]);
    }

    [Fact]
    public async Task Ordinary_days_can_be_what_all_is_compared_with()
    {
        await _folder.TextAsync(new YellowTrips(), "ingest", "trips", "--input", Path.Combine(SharedData.Require("nyc_yellow"), "yellow_tripdata_sample_2020-*.csv.gz"));

        var run = await _folder.RunAsync(new YellowTrips(), "drift", "trips", "--against", "2020-01-01..2020-03-01", "--since", "2020-01");

        run.ExitCode.ShouldBe(2);
        Rows(run.Out).Where(r => r.Feature is "tip_amount" or "passenger_count").Select(r => $"{r.Period} {r.Feature}: {r.What}").ShouldBe(
        [
            "2020-04 passenger_count: nulls 0.9 % to 8 %",
            "2020-04 tip_amount: distribution",
            "2020-05 passenger_count: nulls 0.9 % to 16.8 %",
            "2020-05 tip_amount: distribution",
            "2020-06 passenger_count: nulls 0.9 % to 9.1 %",
        ]);
    }

    /// <summary>The rows of the table of what drifts.</summary>
    internal static IEnumerable<(string Period, string Feature, string What, string Moved)> Rows(string text)
    {
        var lines = text.Split('\n');
        var header = Array.FindIndex(lines, l => l.TrimStart().StartsWith("period ", StringComparison.Ordinal));
        int[] places = header < 0 ? [] : [.. new[] { "period", "feature", "what", "js", "most moved" }.Select(name => lines[header].IndexOf(name, StringComparison.Ordinal))];
        string Cell(string line, int column, int end) => line[places[column]..Math.Min(end, line.Length)].Trim();
        return header < 0 ? [] : lines.Skip(header + 2).TakeWhile(l => l.Trim().Length > 0).Select(l => (
            Cell(l, 0, l.IndexOf("  ", places[0], StringComparison.Ordinal)),
            Cell(l, 1, places[2]),
            Cell(l, 2, places[3]),
            Cell(l, 4, int.MaxValue)));
    }
}

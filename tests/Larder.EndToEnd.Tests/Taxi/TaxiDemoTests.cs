namespace Larder;

public class TaxiDemoTests
{
    [Fact]
    public async Task The_demo_turns_fourteen_months_of_real_trips_into_a_served_prediction()
    {
        var input = Path.Combine(SharedData.Require("nyc_yellow"), "*.csv.gz");
        using var taxi = new TaxiProgram();

        var (exitCode, demo, text) = await taxi.RunAsync("demo", "--input", input);

        exitCode.ShouldBe(0, text);
        var rows = demo!["rows"]!;
        rows["read"]!.GetValue<long>().ShouldBe(140_000);
        rows["stored"]!.GetValue<long>().ShouldBe(133_887);
        rows["quarantined"]!.GetValue<long>().ShouldBe(6_113);
        rows["broken_rules"]!.ToJsonString().ShouldBe(
            """
            {"vendor_id_not_null":3774,"passenger_count_not_null":3774,"rate_code_id_not_null":3774,"payment_type_not_null":3774,"time_in_range":0,
            "dropoff_after_pickup":130,"at_most_6_hours":289,"fare_plausible":436,"distance_plausible":1797,"tip_not_negative":6,"no_duplicates":0}
            """.ReplaceLineEndings(""));
        demo["training"]!["rows"]!.GetValue<long>().ShouldBe(93_699);

        var model = demo["model"]!;
        model["test_rows"]!.GetValue<int>().ShouldBe(5_639);
        model["auc"]!.GetValue<double>().ShouldBe(0.6309, 0.0005);
        model["baseline"]!.GetValue<string>().ShouldBe("ride:miles");
        model["baseline_auc"]!.GetValue<double>().ShouldBe(0.6274, 0.0005);
        model["log_loss"]!.GetValue<double>().ShouldBeLessThan(model["baseline_log_loss"]!.GetValue<double>());
        demo["gates"]!.AsArray().Select(g => g!["verdict"]!.GetValue<string>()).ShouldBe(["passed", "passed", "passed"]);

        demo["parity"]!["compared"]!.GetValue<long>().ShouldBe(1_500);
        demo["parity"]!["different"]!.GetValue<long>().ShouldBe(0);
        demo["served"]!["prediction"]!["predictions"]![0]!["score"]!.GetValue<double>().ShouldBeInRange(0.01, 0.99);
        demo["served"]!["features"]!["metadata"]!["feature_names"]!.AsArray().Select(n => n!.GetValue<string>())
            .ShouldContain("last_trip__miles", "two views have a feature 'miles', so the demo asks for full names");
    }

    [Fact]
    public async Task Trips_that_cannot_be_are_quarantined_by_named_rules()
    {
        const string header = "vendor_id,pickup_datetime,dropoff_datetime,passenger_count,trip_distance,rate_code_id,pickup_location_id,dropoff_location_id,payment_type,fare_amount,tip_amount";
        using var taxi = new TaxiProgram();
        var good = Enumerable.Range(0, 1_000).Select(i => FormattableString.Invariant($"1,2019-06-15 {i / 60:00}:{i % 60:00}:06,2019-06-15 23:30:00,1,3.4,1,264,100,2,12.0,0.0"));
        await File.WriteAllLinesAsync(
            taxi.PathOf("trips.csv"),
            [
                header,
                .. good.Select(line => line.Replace("2019-06-15 23:30:00", line[2..21].Replace(":06", ":50", StringComparison.Ordinal), StringComparison.Ordinal)),
                "1,2008-12-31 23:05:00,2008-12-31 23:25:00,1,3.4,1,264,100,2,12.0,0.0",
                "1,2019-06-15 11:00:00,2019-06-15 11:20:00,1,3.4,1,264,100,2,429490.2,0.0",
                "1,2019-06-15 11:00:00,2019-06-15 11:20:00,,3.4,1,264,100,2,12.0,0.0",
                "1,2019-06-15 11:00:00,2019-06-15 10:20:00,1,3.4,1,264,100,2,12.0,0.0",
                "1,2018-11-04 01:52:14,2018-11-04 01:59:00,1,3.4,1,264,100,2,12.0,0.0",
            ],
            TestContext.Current.CancellationToken);

        var (exitCode, report, text) = await taxi.RunAsync("validate", "--input", taxi.PathOf("trips.csv"));

        exitCode.ShouldBe(0, text);
        report!["rows"]!["quarantined"]!.GetValue<long>().ShouldBe(4);
        var broken = report["rows"]!["broken_rules"]!;
        broken["time_in_range"]!.GetValue<long>().ShouldBe(1);
        broken["fare_plausible"]!.GetValue<long>().ShouldBe(1);
        broken["passenger_count_not_null"]!.GetValue<long>().ShouldBe(1);
        broken["dropoff_after_pickup"]!.GetValue<long>().ShouldBe(1);
    }
}

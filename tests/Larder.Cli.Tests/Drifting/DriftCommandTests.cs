using System.Globalization;
using System.Text.Json.Nodes;
using Larder.Cli;
using Larder.Quality.Anomalies;
using Larder.Support;
using Larder.Types;

namespace Larder.Drifting;

public sealed record Parking(DateTime At, string Lot, double Fee);

public sealed record LotFees
{
    public double? MeanFee { get; init; }
}

/// <summary>Parking tickets, watched by lot.</summary>
public sealed class ParkingLots : FeatureRepository
{
    public const string Header = "at,lot,fee\n";

    public Entity<string> Lot { get; } = new("lot");

    public EventSource<Parking> Tickets { get; init; } = Source.Csv<Parking>("tickets.csv", p => p.At, "Tickets").Monitor(m => m.Drift(p => p.Fee).By(p => p.Lot));

    public AggregateView<LotFees> Fees => Tickets.AggregateBy(Lot, p => p.Lot, w => new LotFees { MeanFee = w.Mean(p => p.Fee, Window.Days(7)) });

    public FeatureService Charging => Service([Fees]);

    public Spine EachTicket => Tickets.SpineBy(Lot, p => p.Lot).EachEvent(p => p.Fee > 10);

    public Model Expensive => LogisticRegression(Charging, EachTicket);

    /// <summary>Tickets of a month: so many in each of two lots, with fees around a mean.</summary>
    public static string Month(int month, int each, double north, double south)
    {
        var random = new Random(month);
        return string.Concat(Enumerable.Range(0, each).SelectMany(i => new[] { ("north", north), ("south", south) }.Select(lot => string.Create(
            CultureInfo.InvariantCulture, $"2024-{month:00}-{1 + (i % 28):00}T{i % 24:00}:00:00,{lot.Item1},{lot.Item2 * (0.5 + random.NextDouble()):0.00}\n"))));
    }
}

/// <summary>The same with anomalies and a rule of alerts.</summary>
public sealed class AlertedLots : FeatureRepository
{
    public Entity<string> Lot { get; } = new("lot");

    public EventSource<Parking> Tickets { get; } = new ParkingLots().Tickets.Monitor(m => m.Drift(p => p.Fee).By(p => p.Lot).Anomalies(new MetricChange(-30, 30)));

    public AggregateView<LotFees> Fees => Tickets.AggregateBy(Lot, p => p.Lot, w => new LotFees { MeanFee = w.Mean(p => p.Fee, Window.Days(7)) });

    public FeatureService Charging => Service([Fees]);

    public Spine EachTicket => Tickets.SpineBy(Lot, p => p.Lot).EachEvent(p => p.Fee > 10);

    public Model Expensive => LogisticRegression(Charging, EachTicket);

    public AlertRule Everything { get; } = Alert.Any().To("chat");
}

/// <summary><c>drift</c> over a small table and over what was served.</summary>
[Collection(ConsoleRun.Alone)]
public sealed class DriftCommandTests : IDisposable
{
    private readonly CommandFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Nothing_that_drifts_ends_with_0()
    {
        await IngestAsync(ParkingLots.Month(1, 200, 5, 8) + ParkingLots.Month(2, 300, 5, 8));

        var text = await _folder.TextAsync(new ParkingLots(), "drift");

        text.ShouldBe(
            """
            drift …
            source tickets: 56 tiles profiled, 0 up to date (tickets@1)
            source tickets by month against the period before: 3 comparisons, nothing drifts

            """);
    }

    [Fact]
    public async Task A_segment_that_drifts_is_named_with_its_consumers_and_the_exit_code_is_2()
    {
        await IngestAsync(ParkingLots.Month(1, 300, 5, 8) + ParkingLots.Month(2, 300, 5, 24) + ParkingLots.Month(3, 20, 5, 24));

        var run = await _folder.RunAsync(new ParkingLots(), "drift", "tickets");

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldBe("error: Drift in source tickets: fee in 2024-02; fee of segment south in 2024-02. Look at the rows of these periods; where they are right, train again, or change the limits with Monitor.\n");
        YellowTripsTests.Rows(run.Out).Select(r => $"{r.Period} {r.Feature}: {r.What}").ShouldBe(["2024-02 fee: distribution", "2024-02 fee: distribution"]);
        run.Out.ShouldContain("2024-03 has 40 rows, fewer than 100, and is not compared\n");
        run.Out.ShouldEndWith(
            """
              fee in 2024-02: service charging (fees:mean_fee), model expensive (no version)
              fee of segment south in 2024-02: service charging (fees:mean_fee), model expensive (no version)
            source tickets by month against the period before: 3 comparisons, 2 of 3 features drift

            """);
    }

    [Fact]
    public async Task Programs_read_all_scores_and_the_evidence_is_kept()
    {
        await IngestAsync(ParkingLots.Month(1, 300, 5, 8) + ParkingLots.Month(2, 300, 5, 24));

        var run = await _folder.RunAsync(new ParkingLots(), "drift", "tickets", "--output", "json");

        run.ExitCode.ShouldBe(2);
        var report = JsonNode.Parse(run.Out)!["drift"]![0]!;
        (report["subject"]!.ToString(), report["data_version"]!.ToString(), report["period"]!.ToString()).ShouldBe(("source tickets", "tickets@1", "month"));
        var compared = report["comparisons"]!.AsArray().Single(c => (string?)c!["against"] == "2024-01" && (string)c["segment"]! == "south")!;
        var fee = compared["features"]![0]!;
        (fee["feature"]!.ToString(), (bool)fee["drift"]!, fee["reasons"]!.ToJsonString()).ShouldBe(("fee", true, """["distribution"]"""));
        fee["scores"]!.AsObject().Select(s => s.Key).ShouldBe(
        [
            "jensen_shannon_base2", "jensen_shannon_distance_base2", "psi", "psi_alpha", "psi_critical_95", "hellinger", "total_variation", "l_infinity", "l_infinity_robust", "chi_square", "chi_square_degrees",
            "chi_square_p", "ks", "ks_p", "wasserstein_scaled", "p_adjusted",
        ]);
        report["drifting"]![1]!.ToJsonString().ShouldBe(
            """{"feature":"fee","segment":"south","since":"2024-02","periods":["2024-02"],"consumers":[{"service":"charging","features":["fees:mean_fee"],"models":[{"model":"expensive","versions":[]}]}]}""");

        await using var state = EmbeddedState.Open(new ParkingLots().Build(), new() { StatePath = _folder.StatePath, RepositoryPath = _folder.Path });
        var kept = (await state.Monitoring.Drift.ListAsync("source tickets", "fee", TestContext.Current.CancellationToken)).Single(r => r.Segment == "south");
        (kept.Reference, kept.Period, kept.ReferenceRows, kept.Rows, kept.IsDrift).ShouldBe(("2024-01", "2024-02", 300, 300, true));
        (kept.ReferenceProfile, kept.Profile).ShouldBe((compared["reference_profile"]!.ToString(), compared["profile"]!.ToString()));
        JsonNode.Parse(kept.ScoresJson)!["scores"]!.ToJsonString().ShouldBe(fee["scores"]!.ToJsonString());
        (await state.Monitoring.Profiles.FingerprintsAsync("evidence", TestContext.Current.CancellationToken)).Keys.ShouldContain(kept.ReferenceProfile);
    }

    [Fact]
    public async Task Row_counts_null_shares_and_means_are_watched_over_time()
    {
        var watched = new ParkingLots { Tickets = new ParkingLots().Tickets.Monitor(m => m.Drift(p => p.Fee).Anomalies(new MetricChange(-30, 30))) };
        await IngestAsync(ParkingLots.Month(1, 200, 5, 8) + ParkingLots.Month(2, 210, 5, 8) + ParkingLots.Month(3, 100, 5, 8));

        var run = await _folder.RunAsync(watched, "drift", "tickets");
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldBe("error: Drift in source tickets: rows in 2024-03. Look at the rows of these periods; where they are right, train again, or change the limits with Monitor.\n");
        run.Out.Split('\n').Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ShouldContain("2024-03 rows 200 294 to 546");
        run.Out.ShouldEndWith("source tickets by month against the period before: 2 comparisons, nothing drifts, 1 anomalies\n");

        var document = JsonNode.Parse((await _folder.RunAsync(watched, "drift", "--output", "json")).Out)!;
        document["drift"]![0]!["anomalies"]!.ToJsonString().ShouldBe("""[{"metric":"rows","feature":"","period":"2024-03","value":200,"low":294,"high":546}]""");
        (await _folder.TextAsync(watched, "drift", "--since", "2024-04")).ShouldEndWith("0 comparisons, nothing drifts, 0 anomalies\n");
    }

    [Fact]
    public async Task What_drifts_fires_an_alert_that_recovers_with_the_first_period_that_does_not()
    {
        await IngestAsync(ParkingLots.Month(1, 300, 5, 8) + ParkingLots.Month(2, 400, 5, 24));
        await _folder.RunAsync(new AlertedLots(), "drift", "tickets");

        var fired = await AlertsAsync();
        fired.Select(a => $"{a.Id.Subject} {a.Id.Scope}, {a.Id.Key}: {a.Severity} {a.State}, {a.Message}").ShouldBe(
        [
            "source/tickets month, anomaly mean of fee: Warn Firing, mean of fee in 2024-02 is 14.8705, expected 4.504 to 8.3645",
            "source/tickets month, anomaly number of rows: Warn Firing, number of rows in 2024-02 is 800, expected 420 to 780",
            "source/tickets month, fee: Warn Firing, fee drifts in 2024-02 against 2024-01: Jensen-Shannon divergence 0.1987, allowed 0.1",
        ]);
        fired[1].Facts.Select(f => $"{f.Name} {f.Value}").ShouldBe(["value 800", "low 420", "high 780", "period 2024-02"]);
        fired[2].Facts.Select(f => $"{f.Name} {f.Value}").ShouldBe(
            ["score 0.1987", "threshold 0.1", "reference 2024-01", "period 2024-02", "segments 1 of 2", "services charging", "models expensive"]);
        fired[2].Evidence.ShouldBe("larder drift tickets --period month");

        // Nothing is compared from April on, and files are another matter.
        await _folder.RunAsync(new AlertedLots(), "drift", "tickets", "--since", "2024-04");
        await _folder.RunAsync(new AlertedLots(), "drift", "tickets", "--files", "--input", _folder.Write("quiet.csv", ParkingLots.Header + ParkingLots.Month(1, 300, 5, 8)));
        (await AlertsAsync()).Select(a => $"{a.Id.Key} {a.State}").ShouldBe(["anomaly mean of fee Firing", "anomaly number of rows Firing", "fee Firing"]);

        await IngestAsync(ParkingLots.Month(3, 400, 5, 24));
        (await _folder.RunAsync(new AlertedLots(), "drift", "tickets")).ExitCode.ShouldBe(2, "February drifts still");
        (await AlertsAsync()).ShouldBeEmpty("all have recovered, and nobody was told of them");
    }

    [Fact]
    public async Task What_was_served_is_compared_with_the_training_set()
    {
        using var state = new RidingState();
        string[] riders = [.. Enumerable.Range(0, 150).Select(i => $"r{i}")];
        await state.PrepareAsync(string.Concat(riders.Select((r, i) => string.Create(CultureInfo.InvariantCulture, $"{r},2024-03-09T08:00:00,{5 + (i % 30)},{i % 6}\n"))));
        var spine = state.Folder.Write("spine.csv", "rider_id,event_timestamp,fare\n" + string.Concat(riders.Select(r => $"{r},2024-03-10T08:00:00Z,5\n")));
        await state.Folder.TextAsync(new Riding(), "training-set", "riding", "--spine", spine);
        await state.ServeAsync(new Riding(), "2024-03-10T08:00:00Z", riders);

        var quiet = await state.Folder.TextAsync(new Riding(), "drift", "riding");
        quiet.ShouldContain("served riding: 1 tiles profiled, 0 up to date");
        quiet.TrimEnd().ShouldEndWith(": 1 comparisons, nothing drifts");

        await state.ServeAsync(new Riding(), "2024-03-10T08:00:00Z", [.. riders.Select(r => $"unknown {r}")]);
        var run = await state.Folder.RunAsync(new Riding(), "drift", "last");
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldBe("error: Drift in service riding: last:zone in 2024-03. Look at the rows of these periods; where they are right, train again, or change the limits with Monitor.\n");
        run.Out.ShouldContain("served riding: 1 tiles profiled, 1 up to date");
        run.Out.ShouldContain("nulls 0 % to 50 %");
        run.Out.ShouldContain("  last:zone in 2024-03: service riding (last:zone)\n");
    }

    [Fact]
    public async Task Wrong_questions_are_answered_with_the_right_ones()
    {
        (await _folder.FailAsync(new ParkingLots(), 1, "drift")).ShouldStartWith("There is no state in ");
        await IngestAsync(ParkingLots.Month(1, 200, 5, 8));
        async Task Refuses(string message, params string[] arguments) => (await _folder.FailAsync(new ParkingLots(), 1, ["drift", .. arguments])).ShouldBe(message);

        await Refuses("There is no source 'lots'; this repository has tickets.", "lots");
        await Refuses("--input names files, which are compared with --files; add it.", "--input", "a.csv");
        await Refuses("With --files each file is compared with the one before; leave out --against.", "--files", "--against", "2024-01-01..2024-02-01");
        await Refuses("--against cannot be 'march'; give two days such as 2019-02-01..2019-03-01, the second exclusive. See drift --help.", "--against", "march");
        await Refuses("--period cannot be 'year'; give day, week or month. See drift --help.", "--period", "year");
        await Refuses("There are fewer than 100 rows in 2023-01-01..2023-02-01, too few to compare with; name days that have more with --against.", "--against", "2023-01-01..2023-02-01");
        await Refuses("What a service served is compared with what its model was trained on; leave out --against.", "charging", "--against", "2024-01-01..2024-02-01");
        await Refuses("Service charging has no training set to compare with; run 'larder train' or 'larder training-set' first.", "charging");
    }

    private async Task<IReadOnlyList<Alert>> AlertsAsync()
    {
        await using var state = EmbeddedState.Open(new AlertedLots().Build(), new() { StatePath = _folder.StatePath, RepositoryPath = _folder.Path });
        var book = (await state.Monitoring.Alerts.ReadAsync(Instant.From(DateTimeOffset.UtcNow), TestContext.Current.CancellationToken)).Book;
        return [.. book.Alerts.OrderBy(a => a.Id.Key, StringComparer.Ordinal)];
    }

    private async Task IngestAsync(string lines) => await _folder.TextAsync(new ParkingLots(), "ingest", "--input", _folder.Write("tickets.csv", ParkingLots.Header + lines));
}

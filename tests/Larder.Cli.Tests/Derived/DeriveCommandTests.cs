using Larder.Support;

namespace Larder.Derived;

public sealed record Trip
{
    public string? Rider { get; init; }

    public double? OverMean { get; init; }
}

public sealed record TripStats
{
    public double? Greatest7d { get; init; }
}

public sealed record RiderDay
{
    public string? Rider { get; init; }

    public DateTime Day { get; init; }

    public long? Rides { get; init; }
}

public sealed record RideMean
{
    public double? Fare7d { get; init; }
}

public sealed class Trips : FeatureRepository
{
    public Entity<string> Rider { get; } = new("rider_id");

    public EventSource<Ride> Rides { get; } = Source.Csv<Ride>("rides.csv", eventTime: r => r.At);

    public AggregateView<RideMean> Mean => Rides.AggregateBy(Rider, r => r.Rider, w => new RideMean { Fare7d = w.Mean(r => r.Fare, Window.Days(7)) });

    public DerivedSource<Trip> All => Rides.Join(Mean, r => r.Rider).Select((r, mean) => new Trip { Rider = r.Rider, OverMean = r.Fare / mean.Fare7d }, name: "trips");

    public AggregateView<TripStats> Stats => All.AggregateBy(Rider, t => t.Rider, w => new TripStats { Greatest7d = w.Max(t => t.OverMean, Window.Days(7)) });

    public SqlView<RiderDay> Daily => Sql(Rider, (RiderDay d) => d.Rider, d => d.Day, $"SELECT rider, date_trunc('day', \"at\") AS day, count(*) AS rides FROM {Rides} GROUP BY ALL")
        .WithDelay(TimeSpan.FromDays(1));

    public FeatureService Ranking => Service([Stats, Daily]);

    public Spine Each => Rides.SpineBy(Rider, r => r.Rider).EachEvent(r => r.Fare > 15);
}

/// <summary>What the command line says of derived sources: made after ingest, before what reads them, and by <c>derive</c>.</summary>
[Collection(ConsoleRun.Alone)]
public sealed class DeriveCommandTests : IDisposable
{
    private const string First = "a,2024-01-01T08:00:00,10,1\na,2024-01-02T08:00:00,20,1\nb,2024-01-02T09:00:00,5,2\n";
    private readonly CommandFolder _folder = new();
    private readonly Trips _trips = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Ingest_derives_what_reads_the_source()
    {
        var json = await _folder.JsonAsync(_trips, "ingest", "--input", _folder.Write("rides.csv", Rides.Header + First));

        json["derived"]!.AsArray().Select(d => $"{d!["source"]} {d["outcome"]} {d["rows"]} {d["table_version"]} {d["reason"]}").ShouldBe(
            ["daily rebuilt 3 1 for the first time", "trips rebuilt 3 1 for the first time"]);
    }

    [Fact]
    public async Task Steps_that_read_a_derived_source_bring_it_up_to_date_first()
    {
        await _folder.TextAsync(_trips, "ingest", "--input", _folder.Write("rides.csv", Rides.Header + First));
        await _folder.TextAsync(_trips, "apply");
        foreach (var table in (string[])["trips", "daily"])
        {
            Directory.Delete(Path.Combine(_folder.StatePath, "offline", table), recursive: true);
        }

        (await _folder.TextAsync(_trips, "training-set")).ShouldContain("trips@1: all 3 rows made (for the first time)");
        (await _folder.TextAsync(_trips, "materialize")).ShouldContain("trips@1 is up to date");
        var verified = await _folder.JsonAsync(_trips, "verify", "--pairs", "30");
        verified["parity"]!["different"]!.GetValue<long>().ShouldBe(0);
        verified["parity"]!["present_values"]!.GetValue<long>().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Derive_says_what_it_did_and_what_it_waits_for()
    {
        Directory.CreateDirectory(_folder.StatePath);
        (await _folder.TextAsync(_trips, "derive", "trips")).ShouldContain("  trips waits: Source rides has no events yet; run 'larder ingest rides' first.");
        await _folder.TextAsync(_trips, "ingest", "--input", _folder.Write("rides.csv", Rides.Header + First));

        (await _folder.TextAsync(_trips, "derive")).ShouldContain("  daily@1 is up to date");
    }

    [Fact]
    public async Task Files_cannot_be_ingested_into_a_derived_source_nor_derived_into_one_of_files()
    {
        var file = _folder.Write("rides.csv", Rides.Header + First);
        (await _folder.FailAsync(_trips, 1, "ingest", "trips", "--input", file)).ShouldBe("Source trips is made of rides joined with mean and takes no files; ingest what it reads, and it follows.");
        await _folder.TextAsync(_trips, "ingest", "--input", file);
        (await _folder.FailAsync(_trips, 1, "derive", "rides")).ShouldBe("Source rides comes from files; run 'larder ingest rides'.");
    }

    [Fact]
    public async Task Plan_shows_what_derived_sources_are_made_of()
    {
        var plan = await _folder.TextAsync(_trips, "plan");

        plan.ShouldContain("  + source trips @1\n      from rides joined with mean\n");
        plan.ShouldContain("  + source daily @1\n      from SQL over rides\n");
        plan.ShouldContain("  + view daily @1\n");
    }
}

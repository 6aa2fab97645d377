using Larder.Support;

namespace Larder.Derived;

/// <summary><c>backfill</c>, from the first derivation to the switch.</summary>
[Collection(ConsoleRun.Alone)]
public sealed class BackfillCommandTests : IDisposable
{
    private readonly CommandFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Days_are_planned_computed_and_switched()
    {
        await _folder.TextAsync(new JoinedRides(), "ingest", "--input", _folder.Write("rides.csv", Rides.Header + "r1,2024-03-09T08:00:00Z,5,1\nr2,2024-03-09T09:00:00Z,7,2\nr1,2024-03-10T08:00:00Z,9,3\n"));
        var repository = new JoinedRides { Factor = 2 };

        (await _folder.TextAsync(repository, "backfill", "--dry-run", "--to", "2024-03-09")).ShouldEndWith(
            "  fares: its definition changed\n  would read rides@1 and 2 events of 1 days, 2024-03-09 to 2024-03-09\n  would write 1 days; 0 are computed, 1 would be missing before the switch\n");
        (await _folder.TextAsync(repository, "backfill", "--to", "2024-03-09")).ShouldEndWith("  fares: 1 days with 2 rows computed, 1 days to go; the table stays as it is until then\n");
        var done = await _folder.JsonAsync(repository, "backfill", "--newest-first");
        ((long)done["computed"]!, (long)done["rows"]!, (long)done["missing"]!, (long)done["table_version"]!).ShouldBe((1, 1, 0, 2));
        (await _folder.TextAsync(repository, "backfill", "--dry-run")).ShouldEndWith("  fares is up to date; nothing to compute\n");
        (await _folder.TextAsync(repository, "derive")).ShouldEndWith("  fares@2 is up to date\n");
        (await _folder.FailAsync(repository, 1, "backfill", "--from", "9 March")).ShouldBe("--from cannot be '9 March'; write a day such as 2011-12-09. See backfill --help.");
    }

    [Fact]
    public async Task A_sql_view_is_planned_and_computed_as_a_whole()
    {
        await _folder.TextAsync(new SqlRides(), "ingest", "--input", _folder.Write("rides.csv", Rides.Header + "r1,2024-03-09T08:00:00Z,5,1\nr1,2024-03-09T09:00:00Z,7,2\nr1,2024-03-10T08:00:00Z,9,3\n"));
        var repository = new SqlRides { Factor = 2 };

        (await _folder.TextAsync(repository, "backfill", "--dry-run")).ShouldEndWith(
            "  per_day: its definition changed\n  would read rides@1, 3 rows, and compute all of per_day in place of 2 rows, which stay until one commit switches\n");
        (await _folder.TextAsync(repository, "backfill")).ShouldEndWith("  per_day@2: 2 rows computed, the table has the new rows\n");
        (await _folder.TextAsync(repository, "backfill")).ShouldEndWith("  per_day@2: nothing computed\n");
        (await _folder.TextAsync(repository, "backfill", "--dry-run")).ShouldEndWith("  per_day is up to date; nothing to compute\n");
    }
}

public sealed record FarePerDay
{
    public string? Rider { get; init; }

    public DateTime Day { get; init; }

    public double? Fare { get; init; }
}

public sealed class SqlRides : FeatureRepository
{
    public int Factor { get; init; } = 1;

    public Entity<string> Rider { get; } = new("rider_id");

    public EventSource<Ride> All { get; } = Source.Csv<Ride>("rides.csv", eventTime: r => r.At, name: "rides");

    public SqlView<FarePerDay> PerDay => Sql(Rider, (FarePerDay d) => d.Rider, eventTime: d => d.Day, $"SELECT rider, date_trunc('day', \"at\") AS day, sum(fare * {Factor}) AS fare FROM {All} GROUP BY ALL").WithDelay(TimeSpan.FromDays(1));
}

public sealed record FareShare
{
    public string? Rider { get; init; }

    public double? Share { get; init; }
}

public sealed class JoinedRides : FeatureRepository
{
    public double Factor { get; init; } = 1;

    public Entity<string> Rider { get; } = new("rider_id");

    public EventSource<Ride> All { get; } = Source.Csv<Ride>("rides.csv", eventTime: r => r.At, name: "rides");

    public AggregateView<RideSums> Sums => All.AggregateBy(Rider, r => r.Rider, w => new RideSums { Fare1d = w.Sum(r => r.Fare, Window.Days(1)), Rides7d = w.Count(Window.Days(7)) });

    public DerivedSource<FareShare> Fares => All.Join(Sums, r => r.Rider).Select((r, sums) => new FareShare { Rider = r.Rider, Share = FeatureMath.Ratio(r.Fare * Factor, sums.Fare1d) });
}

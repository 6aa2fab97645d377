using Larder.Support;

namespace Larder.Offline;

/// <summary>Rides of which the last 30 days are kept.</summary>
public sealed class RecentRides : FeatureRepository
{
    public EventSource<Ride> All { get; } = Source.Csv<Ride>("rides.csv", eventTime: r => r.At, name: "rides").WithRetention(TimeSpan.FromDays(30)).Expect(rides => rides.Row("fare_positive", r => r.Fare > 0));
}

/// <summary><c>data expire</c>.</summary>
[Collection(ConsoleRun.Alone)]
public sealed class ExpireTests : IDisposable
{
    private static readonly RecentRides Repository = new();
    private readonly CommandFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Old_days_are_dropped_and_a_dry_run_says_which()
    {
        await _folder.TextAsync(Repository, "ingest", "--input", _folder.Write("one.csv", Rides.Header + "a,2024-03-01T08:00:00,10,1\na,2024-03-02T08:00:00,10,1\na,2024-04-01T08:00:00,10,1\n"));
        await _folder.TextAsync(Repository, "ingest", "--input", _folder.Write("two.csv", Rides.Header + "b,2024-04-01T09:00:00,20,2\n"));

        (await _folder.TextAsync(Repository, "data", "expire", "--as-of", "2024-04-03", "--dry-run")).ShouldEndWith(
            "  rides@2: would drop 2 days (2024-03-01 to 2024-03-02) with 2 rows in 2 files\nexpire rides__quarantine …\n  rides__quarantine@2: nothing to expire before 2024-03-04\n");
        (await _folder.TextAsync(Repository, "data", "expire", "rides", "--as-of", "2024-04-02")).ShouldContain(
            "  rides@3: 2 files with 2 rows are 1 now\n  rides@4: dropped 2 days (2024-03-01 to 2024-03-02) with 2 rows in 2 files\n");
        var done = (await _folder.JsonAsync(Repository, "data", "expire", "rides", "--as-of", "2024-04-02"))["expired"]![0]!;
        ((long)done["version"]!, done["days"]!.AsArray().Count, (string)done["before"]!).ShouldBe((4, 0, "2024-03-03T00:00:00Z"));
    }

    [Fact]
    public async Task Without_a_retention_nothing_expires()
    {
        await _folder.TextAsync(new Rides(), "ingest", "--input", _folder.Write("one.csv", Rides.Header + "a,2024-03-01T08:00:00,10,1\n"));

        (await _folder.TextAsync(new Rides(), "data", "expire")).ShouldBe("Nothing expires: no table is of a source that has WithRetention.\n");
        (await _folder.FailAsync(new Rides(), 1, "data", "expire", "rides")).ShouldBe("Table rides keeps its history for ever: source rides has no retention. Give it WithRetention, or leave the table out.");
    }
}

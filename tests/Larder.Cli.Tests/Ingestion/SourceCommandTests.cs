using Larder.Support;

namespace Larder.Ingestion;

/// <summary>Rides as another program's Delta table has them, and as a database does.</summary>
public sealed class TableOfRides : FeatureRepository
{
    public required string Folder { get; init; }

    public EventSource<Ride> Later => Source.Delta<Ride>(Folder, r => r.At).From(new DateTimeOffset(2024, 3, 2, 0, 0, 0, TimeSpan.Zero));

    public EventSource<Ride> Booked { get; } = Source.Postgres<Ride>("larder_tests_nowhere", "rides", r => r.At).Watermark(r => r.At);
}

/// <summary><c>ingest</c> and <c>plan</c> over sources that are no files of one's own.</summary>
[Collection(ConsoleRun.Alone)]
public sealed class SourceCommandTests : IDisposable
{
    private readonly CommandFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Files_read_and_skipped_are_told_before_and_after()
    {
        using var theirs = new CommandFolder();
        await theirs.TextAsync(new Rides(), "ingest", "--input", theirs.Write("a.csv", Rides.Header + "a,2024-03-01T08:00:00,10,1\nb,2024-03-02T08:00:00,20,2\nc,2024-03-03T08:00:00,30,3\n"));
        var repository = new TableOfRides { Folder = Path.Combine(theirs.StatePath, "offline", "rides") };

        (await _folder.TextAsync(repository, "plan")).ShouldContain("  later: version 1 of its Delta table, 2 files to read, 1 skipped\n");
        var report = await _folder.JsonAsync(repository, "ingest", "later");
        (await _folder.TextAsync(repository, "plan")).ShouldContain("  later: version 1 of its Delta table, 0 files to read, 0 skipped\n");
        ((int)report["rows"]!["stored"]!, (int)report["rows"]!["files"]!["read"]!, (int)report["rows"]!["files"]!["skipped"]!).ShouldBe((2, 2, 1));

        Directory.Delete(repository.Folder, recursive: true);
        (await _folder.TextAsync(repository, "plan")).ShouldContain($"There is no Delta table at {repository.Folder}: it has no folder _delta_log. Give the table's folder with --input, or correct the path of source later.");
        (await _folder.FailAsync(repository, 1, "ingest", "later")).ShouldBe($"There is no Delta table at {repository.Folder}: it has no folder _delta_log. Give the table's folder with --input, or correct the path of source later.");
    }

    [Fact]
    public async Task A_database_that_is_not_configured_is_named()
    {
        var repository = new TableOfRides { Folder = _folder.Path };

        (await _folder.FailAsync(repository, 1, "ingest", "booked")).ShouldBe(
            "Source booked reads PostgreSQL 'larder_tests_nowhere', which has no connection string; set ConnectionStrings__larder_tests_nowhere in the environment, or ConnectionStrings:larder_tests_nowhere in appsettings.json without the password.");
        (await _folder.FailAsync(repository, 1, "ingest", "booked", "--input", "a.csv")).ShouldBe("Source booked reads rides of PostgreSQL larder_tests_nowhere and takes no files; leave out --input.");
    }
}

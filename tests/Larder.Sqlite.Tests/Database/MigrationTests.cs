using Larder.Errors;

namespace Larder.Sqlite;

public sealed class MigrationTests : IDisposable
{
    private static readonly SqliteSchema First = SqliteSchema.Metadata with { Migrations = ["CREATE TABLE a (x); INSERT INTO a VALUES (1)"] };
    private readonly TempFolder _folder = new();

    private string Path => _folder.File("metadata.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_is_brought_from_any_version_to_the_newest()
    {
        await SqliteDatabase.Open(Path, First, null).DisposeAsync();
        var third = First with { Migrations = [.. First.Migrations, "ALTER TABLE a ADD COLUMN y", "UPDATE a SET y = 3"] };

        await SqliteDatabase.Open(Path, third, null).DisposeAsync();
        await SqliteDatabase.Open(Path, third, null).DisposeAsync();

        Scalar("PRAGMA user_version").ShouldBe(3);
        Scalar("SELECT sum(y) FROM a").ShouldBe(3);
    }

    [Fact]
    public async Task An_online_store_of_schema_1_is_read_as_of_unknown_code()
    {
        var first = SqliteSchema.Online with { Migrations = [SqliteSchema.Online.Migrations[0]] };
        await SqliteDatabase.Open(Path, first, null).DisposeAsync();
        using (var session = Session.Open(Path, first, create: false, TimeSpan.Zero))
        {
            session.Execute("INSERT INTO materialization VALUES ('a@v1', 1, 'lines@1', 2, NULL, 3, 1)");
        }

        await using var store = SqliteOnlineStore.Open(Path);

        (await store.GetStateAsync("a@v1", TestContext.Current.CancellationToken)).ShouldBe(
            new Storage.MaterializationState(new Types.Instant(1), "lines@1", new Types.Instant(2), null, 3, IsComplete: true));
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_the_file_at_its_version()
    {
        await SqliteDatabase.Open(Path, First, null).DisposeAsync();
        var broken = First with { Migrations = [.. First.Migrations, "CREATE TABLE b (x)", "CREATE TABLE a (x)"] };

        var error = Should.Throw<UnavailableException>(() => SqliteDatabase.Open(Path, broken, null));

        error.Message.ShouldBe($"The metadata store {Path} cannot be used: SQLite reports 'table a already exists' (code 1); check the disk and the file.");
        Scalar("PRAGMA user_version").ShouldBe(1);
        Scalar("SELECT count(*) FROM sqlite_master WHERE name = 'b'").ShouldBe(0);
        await SqliteDatabase.Open(Path, First, null).DisposeAsync();
    }

    [Fact]
    public async Task A_file_of_a_newer_larder_is_refused_and_left_as_it_was()
    {
        await SqliteMetadata.Open(Path).DisposeAsync();
        using (var session = Session.Open(Path, SqliteSchema.Metadata, create: false, TimeSpan.Zero))
        {
            session.Execute("PRAGMA user_version = 99");
        }

        var error = Should.Throw<InvalidInputException>(() => SqliteMetadata.Open(Path));

        error.Message.ShouldBe($"The metadata store {Path} has schema version 99, this Larder knows up to 3; use a newer Larder, or give another folder with --state.");
        Scalar("PRAGMA user_version").ShouldBe(99);
    }

    [Fact]
    public async Task Training_sets_of_the_first_version_come_without_a_spine_and_new_ones_with_it()
    {
        await SqliteDatabase.Open(Path, SqliteSchema.Metadata with { Migrations = [SqliteSchema.Metadata.Migrations[0]] }, null).DisposeAsync();
        Scalar("INSERT INTO dataset VALUES ('d1', 's@1', '[\"v@1\"]', '[\"t@3\"]', 'h', 5, 'c', 7, 'p', 'b', 9) RETURNING rows").ShouldBe(7);

        await using var metadata = SqliteMetadata.Open(Path);

        var old = (await metadata.Datasets.GetAsync("d1", TestContext.Current.CancellationToken)).ShouldNotBeNull();
        (old.Spine, old.Tables[0], old.Rows).ShouldBe((null, "t@3", 7));
        await metadata.Datasets.PutAsync(old with { DatasetVersion = "d2", Spine = "weekly@1" }, TestContext.Current.CancellationToken);
        (await metadata.Datasets.GetAsync("d2", TestContext.Current.CancellationToken)).ShouldNotBeNull().Spine.ShouldBe("weekly@1");
    }

    [Fact]
    public async Task The_file_is_opened_as_the_measurements_say()
    {
        await using var metadata = SqliteMetadata.Open(Path);

        Scalar("PRAGMA page_size").ShouldBe(8192);
        Scalar("SELECT count(*) FROM pragma_journal_mode WHERE journal_mode = 'wal'").ShouldBe(1);
        Scalar("PRAGMA application_id").ShouldBe(SqliteSchema.Metadata.ApplicationId);
    }

    /// <summary>Released scripts may not change: a file made by one of them would differ from what its version promises.</summary>
    [Theory]
    [InlineData("online", "542ECB13 B0352ECA 0E85DCDD 2F4B813F B8B72EFD")]
    [InlineData("metadata", "E8620FCC A54B8B58 A779EB85")]
    public void Released_migrations_are_never_edited(string kind, string approved)
    {
        var schema = kind == "online" ? SqliteSchema.Online : SqliteSchema.Metadata;

        var hashes = schema.Migrations.Select(script => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(script)))[..8]);

        string.Join(' ', hashes).ShouldBe(approved);
    }

    private long Scalar(string sql)
    {
        using var session = Session.Open(Path, SqliteSchema.Metadata, create: false, TimeSpan.FromSeconds(1));
        return session.Scalar(sql);
    }
}

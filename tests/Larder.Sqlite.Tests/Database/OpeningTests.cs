using Larder.Errors;
using Larder.Storage;
using Larder.Testing;
using Larder.Types;

namespace Larder.Sqlite;

public sealed class OpeningTests : IDisposable
{
    private static readonly MaterializationState State = new(default, "t@1", default, null, 0, IsComplete: true);
    private readonly TempFolder _folder = new();

    private string Path => _folder.File("online.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Missing_folders_are_created()
    {
        var path = _folder.File("a/b/c/online.db");

        await using var store = SqliteOnlineStore.Open(path);

        store.Path.ShouldBe(path);
        File.Exists(path).ShouldBeTrue();
    }

    [Fact]
    public async Task A_file_of_no_bytes_is_taken_as_new()
    {
        await File.WriteAllBytesAsync(Path, []);

        await using var store = SqliteOnlineStore.Open(Path);

        await store.CreateAsync("a@v1");
        (await store.CountAsync("a@v1")).ShouldBe(0);
    }

    [Fact]
    public async Task Many_open_a_new_file_at_once()
    {
        var stores = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => SqliteOnlineStore.Open(Path))));

        await Task.WhenAll(stores.Select((store, i) => Task.Run(async () =>
        {
            await store.CreateAsync($"view {i}");
            await store.WriteOverAsync($"view {i}", [new OnlineWrite(default, default, [1])], State);
        })));

        for (var i = 0; i < stores.Length; i++)
        {
            (await stores[0].CountAsync($"view {i}")).ShouldBe(1);
        }

        foreach (var store in stores)
        {
            await store.DisposeAsync();
        }
    }

    [Fact]
    public void A_folder_below_a_file_cannot_be_created()
    {
        File.WriteAllText(_folder.File("file"), "text");
        var path = _folder.File("file/below/online.db");

        var error = Should.Throw<UnavailableException>(() => SqliteOnlineStore.Open(path));

        error.IsTransient.ShouldBeFalse();
        error.Message.ShouldBe($"The online store {path} cannot be opened (its folder cannot be created); make its folder exist and writable for this user, or give another folder with --state.");
        error.InnerException.ShouldBeAssignableTo<IOException>();
    }

    [Fact]
    public void A_folder_is_not_a_file()
    {
        var error = Should.Throw<UnavailableException>(() => SqliteMetadata.Open(_folder.Path));

        error.Message.ShouldBe($"The metadata store {_folder.Path} cannot be opened (unable to open database file); make its folder exist and writable for this user, or give another folder with --state.");
    }

    [Fact]
    public async Task A_file_of_something_else_is_refused_and_left_as_it_was()
    {
        var garbage = new byte[10_000];
        new Random(1).NextBytes(garbage);
        await File.WriteAllBytesAsync(Path, garbage);

        var error = Should.Throw<InvalidInputException>(() => SqliteOnlineStore.Open(Path));

        error.Message.ShouldBe($"{Path} is not a SQLite database; move it away, or give another folder with --state for the online store.");
        (await File.ReadAllBytesAsync(Path)).ShouldBe(garbage);
        Directory.GetFiles(_folder.Path).ShouldBe([Path]);
    }

    [Fact]
    public async Task A_database_of_another_program_is_refused_and_left_as_it_was()
    {
        using (var other = Session.Open(Path, SqliteSchema.Online, create: true, TimeSpan.Zero))
        {
            other.Execute("CREATE TABLE theirs (x)");
        }

        var before = await File.ReadAllBytesAsync(Path);

        var error = Should.Throw<InvalidInputException>(() => SqliteOnlineStore.Open(Path));

        error.Message.ShouldBe($"{Path} is a SQLite database but not a Larder online store; give another folder with --state.");
        (await File.ReadAllBytesAsync(Path)).ShouldBe(before);
    }

    [Fact]
    public async Task The_registry_is_not_an_online_store()
    {
        await SqliteMetadata.Open(Path).DisposeAsync();

        var error = Should.Throw<InvalidInputException>(() => SqliteOnlineStore.Open(Path));

        error.Message.ShouldBe($"{Path} is a SQLite database but not a Larder online store; give another folder with --state.");
    }

    [Fact]
    public async Task A_damaged_file_says_how_to_start_again()
    {
        await using (var store = SqliteOnlineStore.Open(Path))
        {
            await store.CreateAsync("a@v1");
            var rows = Enumerable.Range(0, 2000).Select(i => new OnlineWrite(EntityKey.From((long)i), default, new byte[100])).ToArray();
            await store.WriteOverAsync("a@v1", rows, State);
        }

        // Everything behind the first two pages: the header and the list of tables stay readable.
        await using (var file = File.OpenWrite(Path))
        {
            file.Position = 3 * 8192;
            await file.WriteAsync(new byte[file.Length - file.Position]);
        }

        await using var damaged = SqliteOnlineStore.Open(Path);
        var error = await Should.ThrowAsync<UnavailableException>(async () => await damaged.ReadAsync("a@v1", new[] { EntityKey.From(1000L) }, new OnlineRow[1]));

        error.IsTransient.ShouldBeFalse();
        error.Message.ShouldBe($"The online store {Path} is damaged (database disk image is malformed); delete it with its -wal and -shm files, then run 'larder materialize'.");
    }

    [Fact]
    public void A_path_is_needed()
    {
        Should.Throw<ArgumentException>(() => SqliteOnlineStore.Open(string.Empty));
        Should.Throw<ArgumentNullException>(() => SqliteMetadata.Open(null!));
    }
}

using Larder.Errors;
using Larder.Storage;
using Larder.Testing;
using Larder.Types;

namespace Larder.Sqlite;

/// <summary>Disks that are full or cannot be written.</summary>
public sealed class DiskTests : IDisposable
{
    private const string View = "customer_spend@v1";
    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_full_disk_keeps_what_was_written_before_and_goes_on_when_there_is_space()
    {
        using var disk = SmallDisk.Mount(_folder.File("disk"), megabytes: 4);
        Assert.SkipWhen(disk is null, "A small disk can only be mounted by root.");
        var path = Path.Combine(disk.Path, "online.db");
        var filler = Path.Combine(disk.Path, "filler");
        await File.WriteAllBytesAsync(filler, new byte[1_000_000], Token);
        await using var store = SqliteOnlineStore.Open(path);
        await store.CreateAsync(View, Token);

        var (batches, error) = await WriteUntilFull(store);

        error.Message.ShouldBe($"The disk of the online store {path} is full and nothing of this write was kept; free some space, then repeat.");
        error.IsTransient.ShouldBeFalse();
        await ShouldHold(store, batches);

        File.Delete(filler);
        await store.WriteOverAsync(View, Batch(batches), State(batches + 1), Token);
        await ShouldHold(store, batches + 1);
    }

    [Fact]
    public async Task A_full_disk_at_the_first_opening_leaves_nothing_that_a_second_one_trips_over()
    {
        using var disk = SmallDisk.Mount(_folder.File("disk"), megabytes: 1);
        Assert.SkipWhen(disk is null, "A small disk can only be mounted by root.");
        var path = Path.Combine(disk.Path, "online.db");
        var filler = Path.Combine(disk.Path, "filler");
        await File.WriteAllBytesAsync(filler, new byte[(1 << 20) - 8192], Token);

        var error = Should.Throw<UnavailableException>(() => SqliteOnlineStore.Open(path));

        error.Message.ShouldBe($"The disk of the online store {path} is full and nothing of this write was kept; free some space, then repeat.");
        File.Delete(filler);
        await using var store = SqliteOnlineStore.Open(path);
        await store.CreateAsync(View, Token);
    }

    [Fact]
    public async Task A_file_at_its_bound_keeps_what_was_written_before()
    {
        var path = _folder.File("online.db");
        await using var store = SqliteOnlineStore.Open(path, new SqliteOptions { MaxPages = 200 });
        await store.CreateAsync(View, Token);

        var (batches, error) = await WriteUntilFull(store);

        error.Message.ShouldBe($"The disk of the online store {path} is full and nothing of this write was kept; free some space, then repeat.");
        await ShouldHold(store, batches);
    }

    [Fact]
    public async Task A_read_only_file_can_be_read_but_not_written()
    {
        var path = _folder.File("online.db");
        await using (var store = SqliteOnlineStore.Open(path))
        {
            await store.CreateAsync(View, Token);
            await store.WriteOverAsync(View, Batch(0), State(1), Token);
        }

        using var readOnly = ReadOnlyFile.Make(path);
        Assert.SkipWhen(readOnly is null, "This user writes read-only files, and this file system has no other way to forbid it.");
        await using var opened = SqliteOnlineStore.Open(path);

        await ShouldHold(opened, 1);
        var error = await Should.ThrowAsync<UnavailableException>(() => opened.WriteOverAsync(View, Batch(1), State(2), Token));
        error.Message.ShouldBe($"The online store {path} cannot be written; make the file and its folder writable for this user.");
        await ShouldHold(opened, 1);
    }

    [Fact]
    public void A_store_in_a_read_only_folder_cannot_be_opened()
    {
        using var disk = SmallDisk.Mount(_folder.File("disk"), megabytes: 1);
        Assert.SkipWhen(disk is null, "A disk can only be mounted by root.");
        disk.MakeReadOnly();
        var path = Path.Combine(disk.Path, "online.db");
        var below = Path.Combine(disk.Path, "below/online.db");

        Should.Throw<UnavailableException>(() => SqliteOnlineStore.Open(path)).Message.ShouldBe(
            $"The online store {path} cannot be opened (unable to open database file); make its folder exist and writable for this user, or give another folder with --state.");
        Should.Throw<UnavailableException>(() => SqliteOnlineStore.Open(below)).Message.ShouldBe(
            $"The online store {below} cannot be opened (its folder cannot be created); make its folder exist and writable for this user, or give another folder with --state.");
    }

    private static OnlineWrite[] Batch(int batch)
        => [.. Enumerable.Range(batch * 500, 500).Select(i => new OnlineWrite(EntityKey.From((long)i), default, new byte[200]))];

    private static MaterializationState State(int batches) => new(default, "t@1", default, null, batches * 500, IsComplete: false);

    private static async Task<(int Batches, UnavailableException Error)> WriteUntilFull(SqliteOnlineStore store)
    {
        for (var batch = 0; ; batch++)
        {
            try
            {
                await store.WriteOverAsync(View, Batch(batch), State(batch + 1), Token);
            }
            catch (UnavailableException error)
            {
                return (batch, error);
            }
        }
    }

    /// <summary>Rows, state and a row of the last batch are there, none of the next one.</summary>
    private static async Task ShouldHold(SqliteOnlineStore store, int batches)
    {
        batches.ShouldBeGreaterThan(0);
        (await store.CountAsync(View, Token)).ShouldBe(batches * 500);
        (await store.GetStateAsync(View, Token)).ShouldBe(State(batches));
        var rows = new OnlineRow[2];
        await store.ReadAsync(View, new[] { EntityKey.From((batches * 500L) - 1), EntityKey.From(batches * 500L) }, rows, Token);
        rows[0].Payload.ShouldNotBeNull();
        rows[1].Payload.ShouldBeNull();
    }
}

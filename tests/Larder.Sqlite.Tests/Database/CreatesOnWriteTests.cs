using Larder.Errors;
using Larder.Storage;
using Larder.Types;

namespace Larder.Sqlite;

/// <summary>A store opened where there is no file yet reads as an empty one and creates nothing.</summary>
public sealed class CreatesOnWriteTests : IDisposable
{
    private static readonly SqliteOptions OnWrite = new() { CreatesOnWrite = true };
    private readonly TempFolder _folder = new();

    private string Path => _folder.File("state/store.db");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_online_store_that_is_only_read_is_not_created()
    {
        await using (var store = SqliteOnlineStore.Open(Path, OnWrite))
        {
            (await store.GetStateAsync("a@v1", Token)).ShouldBeNull();
            (await store.CountAsync("a@v1", Token)).ShouldBe(0);
            foreach (var keys in new[] { 0, 1, 3 })
            {
                var missing = await Should.ThrowAsync<NotFoundException>(() => store.ReadAsync("a@v1", new EntityKey[keys], new OnlineRow[keys], Token).AsTask());
                missing.Message.ShouldBe($"Online view 'a@v1' is not materialized in {Path}; run 'larder materialize'.");
            }
        }

        Directory.GetFileSystemEntries(_folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_registry_that_is_only_read_is_empty_and_not_created()
    {
        await using (var metadata = SqliteMetadata.Open(Path, OnWrite))
        {
            (await metadata.Definitions.ListAsync(Token)).ShouldBeEmpty();
            (await metadata.Datasets.ListAsync(Token)).ShouldBeEmpty();
            (await metadata.Models.ListAsync(Token)).ShouldBeEmpty();
            (await metadata.Models.ResolveAsync("m", "champion", Token)).ShouldBeNull();
        }

        Directory.GetFileSystemEntries(_folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_first_write_creates_the_file_and_another_instance_sees_it()
    {
        await using var reader = SqliteOnlineStore.Open(Path, OnWrite);
        await using var writer = SqliteOnlineStore.Open(Path, OnWrite);
        (await reader.CountAsync("a@v1", Token)).ShouldBe(0);

        await writer.CreateAsync("a@v1", Token);
        await writer.WriteAsync("a@v1", [new OnlineWrite(EntityKey.From("a"), default, [1])], new MaterializationState(default, "t@1", default, null, 1, IsComplete: true), null, Token);

        (await reader.CountAsync("a@v1", Token)).ShouldBe(1);
        (await writer.CountAsync("a@v1", Token)).ShouldBe(1);
    }

    [Fact]
    public async Task A_file_that_another_process_has_only_begun_is_read_as_an_empty_store()
    {
        await using var store = SqliteOnlineStore.Open(Path, OnWrite);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        await File.WriteAllBytesAsync(Path, [], Token);

        (await store.GetStateAsync("a@v1", Token)).ShouldBeNull();
        await store.CreateAsync("a@v1", Token);
        (await store.CountAsync("a@v1", Token)).ShouldBe(0);
    }

    [Fact]
    public void A_file_that_is_there_is_checked_at_once()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        File.WriteAllText(Path, new string('x', 20_000));

        Should.Throw<InvalidInputException>(() => SqliteOnlineStore.Open(Path, OnWrite)).Message.ShouldBe(
            $"{Path} is not a SQLite database; move it away, or give another folder with --state for the online store.");
    }
}

using System.Security.Cryptography;
using Larder.Storage;

namespace Larder.Conformance;

/// <summary>What every remote for blobs must do, plain and with faults. A subclass supplies an empty one.</summary>
public abstract partial class BlobRemoteConformance
{
    protected abstract IBlobRemote Remote { get; }

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_empty_remote_finds_nothing_and_opens_nothing()
    {
        (await Remote.FindAsync([Blob.Of("a").Id, Blob.Of("b").Id], Token)).ShouldBeEmpty();
        (await Remote.FindAsync([], Token)).ShouldBeEmpty();
        (await Remote.OpenAsync(Blob.Of("a").Id, Token)).ShouldBeNull();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(70_000)]
    [InlineData(3_000_000)]
    public async Task A_blob_comes_back_as_written(int size)
    {
        var blob = Blob.OfSize(size);

        await WriteAsync(blob);

        (await Remote.FindAsync([blob.Id, Blob.Of("other").Id], Token)).ShouldBe([blob.Id]);
        (await ReadAsync(blob.Id)).ShouldBe(blob.Bytes);
    }

    [Fact]
    public async Task The_list_of_a_folder_is_another_blob_than_a_file_of_the_same_bytes()
    {
        var file = Blob.Of("[]");
        var folder = file with { Id = new(file.Id.Md5, isFolder: true) };

        await WriteAsync(folder);

        (await Remote.FindAsync([file.Id, folder.Id], Token)).ShouldBe([folder.Id]);
        (await Remote.OpenAsync(file.Id, Token)).ShouldBeNull();
        await WriteAsync(file);
        (await Remote.FindAsync([file.Id, folder.Id], Token)).ShouldBe([file.Id, folder.Id], ignoreOrder: true);
    }

    [Fact]
    public async Task Writing_again_changes_nothing()
    {
        var blob = Blob.Of("twice");

        await WriteAsync(blob);
        await WriteAsync(blob);

        (await ReadAsync(blob.Id)).ShouldBe(blob.Bytes);
    }

    [Fact]
    public async Task A_stream_is_sent_from_its_beginning_wherever_it_stands()
    {
        var blob = Blob.OfSize(1_000);
        using var content = new MemoryStream(blob.Bytes) { Position = 700 };

        await Remote.WriteAsync(blob.Id, content, Token);

        (await ReadAsync(blob.Id)).ShouldBe(blob.Bytes);
    }

    [Fact]
    public async Task Many_are_written_and_found_at_once_also_several_of_one_folder()
    {
        Blob[] blobs = [.. Enumerable.Range(0, 300).Select(i => Blob.Of($"blob {i}"))];
        blobs.GroupBy(blob => blob.Id.Md5[..2]).ShouldContain(folder => folder.Count() > 1);

        await Parallel.ForEachAsync(blobs.Take(150), Token, async (blob, _) => await WriteAsync(blob));

        (await Remote.FindAsync([.. blobs.Select(blob => blob.Id)], Token)).ShouldBe(blobs.Take(150).Select(blob => blob.Id), ignoreOrder: true);
    }

    [Fact]
    public async Task Writers_of_the_same_blob_do_not_hinder_each_other()
    {
        var blob = Blob.OfSize(500_000);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => WriteAsync(blob), Token)));

        (await ReadAsync(blob.Id)).ShouldBe(blob.Bytes);
    }

    protected async Task WriteAsync(Blob blob)
    {
        using var content = new MemoryStream(blob.Bytes);
        await Remote.WriteAsync(blob.Id, content, Token);
    }

    protected async Task<byte[]> ReadAsync(BlobId id)
    {
        await using var source = (await Remote.OpenAsync(id, Token)).ShouldNotBeNull();
        using var bytes = new MemoryStream();
        await source.CopyToAsync(bytes, Token);
        return bytes.ToArray();
    }

    /// <summary>Bytes and their name.</summary>
    protected sealed record Blob(BlobId Id, byte[] Bytes)
    {
        public static Blob Of(string text) => Of(System.Text.Encoding.UTF8.GetBytes(text));

        public static Blob OfSize(int size)
        {
            var bytes = new byte[size];
            new Random(size).NextBytes(bytes);
            return Of(bytes);
        }

#pragma warning disable CA5351 // The names are MD5s.
        private static Blob Of(byte[] bytes) => new(new(Convert.ToHexStringLower(MD5.HashData(bytes))), bytes);
#pragma warning restore CA5351
    }
}

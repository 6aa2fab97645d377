using Larder.Conformance;
using Larder.Errors;
using Larder.Storage;
using Larder.Support;

namespace Larder.S3;

public sealed class S3BlobRemoteTests(S3Server server) : BlobRemoteConformance, IAsyncDisposable
{
    private readonly Lazy<S3BlobRemote> _remote = new(() => new(server.Remote()));

    protected override IBlobRemote Remote => _remote.Value;

    public async ValueTask DisposeAsync()
    {
        if (_remote.IsValueCreated)
        {
            await _remote.Value.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_long_blob_goes_in_parts()
    {
        var blob = Blob.OfSize(66 << 20);

        await WriteAsync(blob);

        (await Remote.FindAsync([blob.Id], Token)).ShouldBe([blob.Id]);
        (await ReadAsync(blob.Id)).AsSpan().SequenceEqual(blob.Bytes).ShouldBeTrue();
    }

    /// <summary>This server keeps what arrived before the end, which S3 itself compares with length and MD5 and drops; so only the repetition is looked at.</summary>
    [Fact]
    public async Task A_connection_that_ends_in_the_middle_of_a_blob_is_named_and_the_write_may_be_repeated()
    {
        await using var proxy = new FaultyProxy(server.Port) { Fault = NetworkFault.CutRequest };
        var settings = server.Remote(proxy.Port);
        await using var remote = new S3BlobRemote(settings);
        var blob = Blob.OfSize(2_000_000);
        using var content = new MemoryStream(blob.Bytes);

        var failed = await Should.ThrowAsync<UnavailableException>(() => remote.WriteAsync(blob.Id, content, Token));

        failed.IsTransient.ShouldBeTrue();
        failed.Message.ShouldStartWith($"The remote 's3' ({settings.Url} at http://127.0.0.1:{proxy.Port}) cannot be reached: ");
        failed.Message.ShouldEndWith(". Nothing is half written; check endpointurl in /repository/.dvc/config and the network, and run the same command again.");
        proxy.Fault = NetworkFault.None;
        await remote.WriteAsync(blob.Id, content, Token);
        await using var source = (await remote.OpenAsync(blob.Id, Token)).ShouldNotBeNull();
        using var read = new MemoryStream();
        await source.CopyToAsync(read, Token);
        read.ToArray().ShouldBe(blob.Bytes);
    }

    [Fact]
    public async Task An_answer_that_is_lost_is_a_failure_although_the_blob_is_there_whole()
    {
        await using var proxy = new FaultyProxy(server.Port) { Fault = NetworkFault.LoseAnswer };
        await using var remote = new S3BlobRemote(server.Remote(proxy.Port));
        var blob = Blob.OfSize(100_000);
        using var content = new MemoryStream(blob.Bytes);

        await Should.ThrowAsync<UnavailableException>(() => remote.WriteAsync(blob.Id, content, Token));

        proxy.Fault = NetworkFault.None;
        await remote.WriteAsync(blob.Id, content, Token);
        (await remote.FindAsync([blob.Id], Token)).ShouldBe([blob.Id]);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named()
    {
        var free = new FaultyProxy(0);
        var settings = server.Remote(free.Port);
        await free.DisposeAsync();
        await using var remote = new S3BlobRemote(settings);

        (await Should.ThrowAsync<UnavailableException>(() => remote.FindAsync([Blob.Of("a").Id], Token))).Message.ShouldBe(
            $"The remote 's3' ({settings.Url} at http://127.0.0.1:{settings.Options["endpointurl"].Split(':')[^1]}) cannot be reached: Connection refused. "
            + "Nothing is half written; check endpointurl in /repository/.dvc/config and the network, and run the same command again.");
    }

    [Fact]
    public async Task A_bucket_that_is_not_there_is_named()
    {
        var settings = server.Remote() with { Url = "s3://nothing/data" };
        await using var remote = new S3BlobRemote(settings);

        (await Should.ThrowAsync<UnavailableException>(() => remote.FindAsync([Blob.Of("a").Id], Token))).Message.ShouldBe(
            $"The remote 's3' (s3://nothing/data at http://127.0.0.1:{server.Port}) has no bucket. Nothing is half written; make the bucket, or correct the url in /repository/.dvc/config.");
    }

    [Fact]
    public async Task Refused_credentials_are_named()
    {
        var remote = server.Remote();
        var settings = remote with { Options = new Dictionary<string, string>(remote.Options) { ["access_key_id"] = "NOBODY" } };
        await using var refused = new S3BlobRemote(settings);
        using var content = new MemoryStream();

        (await Should.ThrowAsync<UnavailableException>(() => refused.WriteAsync(Blob.Of("").Id, content, Token))).Message.ShouldBe(
            $"The remote 's3' ({settings.Url} at http://127.0.0.1:{server.Port}) refuses the credentials (InvalidAccessKeyId). "
            + "Nothing is half written; give others with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, or .dvc/config.local.");
    }
}

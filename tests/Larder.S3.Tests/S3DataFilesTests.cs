using Larder.Errors;
using Larder.Files;
using Larder.Storage;
using Larder.Support;

namespace Larder.S3;

/// <summary>Files of one repository go to S3, and come out of it in another.</summary>
public sealed class S3DataFilesTests(S3Server server) : IDisposable
{
    /// <summary>What <c>a.csv</c> holds.</summary>
    private static readonly BlobId OfA = new("60b725f10c9c85c70d97880dfe8191b3");
    private readonly string _folder = Directory.CreateTempSubdirectory("larder-s3-files-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_folder_is_pushed_and_pulled_and_only_what_is_missing_goes()
    {
        var remote = server.Remote();
        var here = Repository("here", remote);
        await AddAsync(here);

        (await Files(here).PushAsync([])).ShouldBe([new PushReport("s3", remote.Url, 4, 4, 700_228)]);
        (await Files(here).PushAsync([])).ShouldBe([new PushReport("s3", remote.Url, 4, 0, 0)]);

        var there = Repository("there", remote);
        File.Copy(Path.Combine(here, "raw.dvc"), Path.Combine(there, "raw.dvc"));
        var pulled = await Files(there).PullAsync([]);
        (pulled.Fetched, pulled.Bytes, pulled.Written, pulled.Unchanged).ShouldBe((4, 700_228, 3, 0));
        foreach (var file in new[] { "a.csv", "empty", "sub/größe 🛒.bin" })
        {
            File.ReadAllBytes(Path.Combine(there, "raw", file)).ShouldBe(File.ReadAllBytes(Path.Combine(here, "raw", file)));
        }
    }

    [Fact]
    public async Task Damaged_bytes_are_named_and_never_written()
    {
        var remote = server.Remote();
        var repository = Repository("here", remote);
        await AddAsync(repository);
        await Files(repository).PushAsync([]);
        await File.WriteAllTextAsync(server.FileOf(remote, OfA), "other");
        Forget(repository);

        (await Should.ThrowAsync<UnavailableException>(() => Files(repository).PullAsync([]))).Message.ShouldBe(
            $"The remote 's3' ({remote.Url}) has damaged bytes of raw/a.csv: {OfA.Key} has the MD5 795f3202b17cb6bc3d4b771d8c6c9eaf. "
            + "Nothing of it was written; delete it there and run 'larder data push' where raw/a.csv is whole.");
        Directory.Exists(Path.Combine(repository, "raw")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_connection_that_ends_in_the_middle_of_an_answer_leaves_nothing_half()
    {
        var direct = server.Remote();
        var repository = Repository("here", direct);
        await AddAsync(repository);
        await Files(repository).PushAsync([]);
        Forget(repository);
        await using var proxy = new FaultyProxy(server.Port) { Fault = NetworkFault.CutAnswer };
        Configure(repository, direct with { Options = new Dictionary<string, string>(direct.Options) { ["endpointurl"] = $"http://127.0.0.1:{proxy.Port}" } });

        (await Should.ThrowAsync<UnavailableException>(() => Files(repository).PullAsync([]))).Message.ShouldMatch(
            $"^The remote 's3' \\({direct.Url}( at [^)]*)?\\) cannot be (used|reached): .+\\. Nothing is half written; check .+, and run the same command again\\.$");
        Directory.Exists(Path.Combine(repository, "raw")).ShouldBeFalse();
        Directory.EnumerateFiles(Path.Combine(repository, ".dvc", "cache"), "*.tmp", SearchOption.AllDirectories).ShouldBeEmpty();

        proxy.Fault = NetworkFault.None;
        (await Files(repository).PullAsync([])).Written.ShouldBe(3);
    }

    private static async Task AddAsync(string repository)
    {
        var big = new byte[700_000];
        new Random(1).NextBytes(big);
        Directory.CreateDirectory(Path.Combine(repository, "raw", "sub"));
        File.WriteAllText(Path.Combine(repository, "raw", "a.csv"), "a\n");
        File.WriteAllText(Path.Combine(repository, "raw", "empty"), "");
        File.WriteAllBytes(Path.Combine(repository, "raw", "sub", "größe 🛒.bin"), big);
        await Files(repository).AddAsync(["raw"]);
    }

    private static void Forget(string repository)
    {
        Directory.Delete(Path.Combine(repository, "raw"), recursive: true);
        Directory.Delete(Path.Combine(repository, ".dvc", "cache"), recursive: true);
    }

    private static DataFiles Files(string repository) => new(repository, new Dictionary<string, Func<BlobRemoteSettings, IBlobRemote>> { [S3BlobRemote.Scheme] = settings => new S3BlobRemote(settings) });

    private string Repository(string name, BlobRemoteSettings remote)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.Combine(path, ".dvc"));
        Configure(path, remote);
        return path;
    }

    private static void Configure(string repository, BlobRemoteSettings remote) => File.WriteAllLines(
        Path.Combine(repository, ".dvc", "config"),
        ["[core]", "    remote = s3", "['remote \"s3\"']", $"    url = {remote.Url}", .. remote.Options.Select(option => $"    {option.Key} = {option.Value}")]);
}

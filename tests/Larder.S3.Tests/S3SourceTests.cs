using Amazon.S3.Model;
using Larder.Catalog;
using Larder.Engine;
using Larder.Errors;
using Larder.Ingestion;
using Larder.Storage;
using Larder.Support;
using Larder.Testing;

namespace Larder.S3;

public sealed record Hit(string Id, DateTime At, int? Year);

public sealed class HitRepository : FeatureRepository
{
    public static readonly FeatureCatalog Catalog = new HitRepository().Build();

    public EventSource<Hit> Lines { get; } = Source.Csv<Hit>("s3://larder/hits", eventTime: h => h.At);

    public EventSource<Hit> Documents { get; } = Source.Json<Hit>("s3://larder/hits", eventTime: h => h.At);

    public EventSource<Hit> Table { get; } = Source.Delta<Hit>("s3://larder/hits", eventTime: h => h.At);
}

/// <summary>Sources whose files lie in a bucket: which are read, which are fetched, and what is said where they cannot be.</summary>
public sealed class S3SourceTests(S3Server server) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("larder-s3-source-").FullName;
    private readonly BlobRemoteSettings _remote = server.Remote();
    private readonly List<Workspace> _workspaces = [];
    private readonly List<string> _fetched = [];

    public void Dispose()
    {
        _workspaces.ForEach(w => w.Dispose());
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Files_are_found_by_glob_and_folder_and_each_version_is_fetched_and_stored_once()
    {
        await PutAsync("year=2024/a.csv", "id,at\na,2024-01-01\n");
        await PutAsync("year=2024/sub/b.csv", "id,at\nb,2024-01-01\n");
        await PutAsync("_year=2025/x.csv", "no csv");
        await PutAsync("year=2025/_x.csv", "no csv");
        await PutAsync("year=2025/notes.txt", "no csv");
        await PutAsync("elsewhere/c.txt", "id,at,year\nc,2024-01-01,\n");

        (await IngestAsync("/**/*.csv")).Counts.RowsStored.ShouldBe(2);
        (await IngestAsync("/")).IsRepeat.ShouldBeTrue();
        (await IngestAsync("/*/c.*")).Counts.RowsStored.ShouldBe(1);
        await PutAsync("year=2024/a.csv", "id,at\na,2024-01-01\na2,2024-01-02\n");
        await PutAsync("year=2025/d.csv", "id,at\nd,2025-01-01\n");
        (await IngestAsync("")).Counts.RowsStored.ShouldBe(3);

        _fetched.ShouldBe(["year=2024/a.csv", "year=2024/sub/b.csv", "elsewhere/c.txt", "year=2024/a.csv", "year=2025/d.csv"]);
        Directory.GetFiles(Path.Combine(_folder, "state", "inputs")).Length.ShouldBe(5);
        Stored("lines").ShouldBe(["a 2024", "b 2024", "c null", "a 2024", "a2 2024", "d 2025"]);
    }

    [Fact]
    public async Task An_ingest_that_failed_does_not_fetch_again()
    {
        await PutAsync("a.json.gz", Zip("{\"id\":\"a\",\"at\":\"2024-01-01\"}\n"));
        await PutAsync("b.json", "{\"id\":\"b\",\"at\":\"yesterday\"}\n");

        (await Should.ThrowAsync<InvalidInputException>(() => IngestAsync("", "documents"))).Message.ShouldBe(
            $"{_remote.Url}/b.json, row 1, column At: 'yesterday' cannot be read, expected a date and time such as 2011-12-09T12:50:00. Nothing was stored; correct the file and ingest again.");
        await PutAsync("b.json", "[{\"id\":\"b\",\"at\":\"2024-01-01\"}]");
        (await IngestAsync("", "documents")).Counts.RowsStored.ShouldBe(2);

        _fetched.ShouldBe(["a.json.gz", "b.json", "b.json"]);
    }

    [Fact]
    public async Task What_was_used_longest_ago_gives_way()
    {
        foreach (var name in (string[])["a", "b", "c"])
        {
            await PutAsync($"{name}.csv", $"id,at,year\n{string.Concat(Enumerable.Repeat($"{name},2024-01-02,\n", 30_000))}");
            Clock.Advance(TimeSpan.FromHours(1));
            await IngestAsync($"/{name}.csv", megabytes: 1);
        }

        Directory.GetFiles(Path.Combine(_folder, "state", "inputs")).Select(f => f[(f.LastIndexOf('-') + 1)..]).Order().ShouldBe(["b.csv", "c.csv"]);
        (await IngestAsync("/*", megabytes: 1)).IsRepeat.ShouldBeTrue();
        _fetched.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_connection_that_ends_in_the_middle_leaves_nothing_half()
    {
        await PutAsync("a.csv", $"id,at,year\n{string.Concat(Enumerable.Repeat("a,2024-01-02,\n", 60_000))}");
        await using var proxy = new FaultyProxy(server.Port) { Fault = NetworkFault.CutAnswer };

        (await Should.ThrowAsync<UnavailableException>(() => IngestAsync("", port: proxy.Port))).Message.ShouldMatch(
            $"^The input {_remote.Url}/a\\.csv at http://127\\.0\\.0\\.1:{proxy.Port} cannot be reached: .+\\. Nothing was stored; check Larder:S3:EndpointUrl and the network, and run the same command again\\.$");
        Directory.GetFiles(Path.Combine(_folder, "state", "inputs")).ShouldBeEmpty();

        proxy.Fault = NetworkFault.None;
        (await IngestAsync("", port: proxy.Port)).Counts.RowsStored.ShouldBe(60_000);
    }

    [Fact]
    public async Task What_cannot_be_listed_is_named()
    {
        var at = $"at http://127.0.0.1:{server.Port}";
        await RefusedAsync<NotFoundException>($"{_remote.Url}/*.csv", $"The input {_remote.Url}/*.csv stands for no CSV file; give another address with --input, or put a file there.");
        await RefusedAsync<UnavailableException>("s3://nothing/a.csv", $"The input s3://nothing/a.csv {at} has no bucket. Nothing was stored; make the bucket, or correct the url of the source.");
        await RefusedAsync<InvalidInputException>("s3:///a.csv", "The input s3:///a.csv names no bucket; write s3://bucket/prefix.");
        await RefusedAsync<InvalidInputException>(_remote.Url, $"Source table: the Delta table {_remote.Url} is not in a local folder, and no others are read yet; copy the folder, or mount it.", "table");
        await RefusedAsync<UnavailableException>(
            $"{_remote.Url}/a.csv",
            $"The input {_remote.Url}/a.csv {at} refuses the credentials (InvalidAccessKeyId). Nothing was stored; give others with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile (Larder:S3:Profile), or Larder__S3__AccessKeyId and Larder__S3__SecretAccessKey.",
            key: "NOBODY");
    }

    [Fact]
    public async Task A_file_that_changes_between_the_two_calls_is_refused()
    {
        await PutAsync("a.csv", "id,at\na,2024-01-01\n");
        var files = new S3Files(_remote.Options);
        var listed = (await files.ListAsync(_remote.Url, Token)).ShouldHaveSingleItem();
        await PutAsync("a.csv", "id,at\nb,2024-01-01\n");

        (await Should.ThrowAsync<InvalidInputException>(() => files.FetchAsync(listed, Stream.Null, Token))).Message.ShouldBe(
            $"The input {_remote.Url}/a.csv changed while it was read. Nothing was stored; wait until nobody writes to it and ingest again.");
        (await Should.ThrowAsync<UnavailableException>(async () => await files.FetchAsync((await files.ListAsync(_remote.Url, Token))[0] with { Length = 7 }, Stream.Null, Token))).Message.ShouldBe(
            $"The input {_remote.Url}/a.csv arrived damaged: 19 bytes of 7, MD5 30dd677e31552e7e21c67eddba038034. Nothing was stored; ingest again.");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ManualClock Clock { get; } = new();

    private async Task RefusedAsync<T>(string input, string expected, string source = "lines", string? key = null)
        where T : LarderException =>
        (await Should.ThrowAsync<T>(() => EventIngestion.RunAsync(Open(null, 4096, key), HitRepository.Catalog.Source(source), input, null, Token))).Message.ShouldBe(expected);

    private Task<IngestReport> IngestAsync(string glob, string source = "lines", int? port = null, int megabytes = 4096) =>
        EventIngestion.RunAsync(Open(port, megabytes, null), HitRepository.Catalog.Source(source), _remote.Url + glob, null, Token);

    private Workspace Open(int? port, int megabytes, string? key)
    {
        var options = new Dictionary<string, string>(_remote.Options);
        options["endpointurl"] = port is { } other ? $"http://127.0.0.1:{other}" : options["endpointurl"];
        options["access_key_id"] = key ?? options["access_key_id"];
        _workspaces.Add(new(
            HitRepository.Catalog,
            new WorkspaceOptions { StatePath = Path.Combine(_folder, "state"), RepositoryPath = _folder, Threads = 2, InputCacheMegabytes = megabytes },
            new InMemoryDefinitionStore(),
            new InMemoryDatasetStore(),
            new InMemoryModelStore(),
            new InMemoryOnlineStore(),
            Clock)
        {
            Adapters = new() { S3 = new Counted(new S3Files(options), file => _fetched.Add(file[(_remote.Url.Length + 1)..])) },
        });
        return _workspaces[^1];
    }

    private Task PutAsync(string name, string content) => PutAsync(name, System.Text.Encoding.UTF8.GetBytes(content));

    private async Task PutAsync(string name, byte[] content)
    {
        using var client = S3Clients.Create(_remote);
        using var stream = new MemoryStream(content);
        await client.PutObjectAsync(new PutObjectRequest { BucketName = S3Server.Bucket, Key = $"{_remote.Url.Split('/', 4)[3]}/{name}", InputStream = stream, UseChunkEncoding = false }, Token);
    }

    private static byte[] Zip(string text)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(buffer, System.IO.Compression.CompressionLevel.Fastest))
        {
            gzip.Write(System.Text.Encoding.UTF8.GetBytes(text));
        }

        return buffer.ToArray();
    }

    private List<string> Stored(string source)
    {
        using var engine = DuckDb.DuckDbDatabase.Open();
        using var connection = engine.Connect();
        using var result = connection.Query($"SELECT concat_ws(' ', id, coalesce(year::VARCHAR, 'null')) FROM read_parquet('{_folder}/state/offline/{source}/*/*.parquet') ORDER BY _sequence", Token);
        var rows = new List<string>();
        while (result.Read(Token) is { } chunk)
        {
            rows.AddRange(Enumerable.Range(0, chunk.RowCount).Select(row => chunk[0].GetString(row)));
        }

        return rows;
    }

    /// <summary>Tells which files are fetched.</summary>
    private sealed class Counted(IRemoteFiles files, Action<string> fetched) : IRemoteFiles
    {
        public Task<IReadOnlyList<RemoteFile>> ListAsync(string start, CancellationToken cancellationToken = default) => files.ListAsync(start, cancellationToken);

        public Task FetchAsync(RemoteFile file, Stream target, CancellationToken cancellationToken = default)
        {
            fetched(file.Url);
            return files.FetchAsync(file, target, cancellationToken);
        }
    }
}

using System.Net;
using System.Security.Cryptography;
using Larder.Client;
using Larder.Errors;
using Larder.Offline.TrainingSets;
using Larder.Server;
using Larder.Storage;
using Larder.Support;

namespace Larder.Training;

/// <summary>Training sets given out: to files by the command, and over HTTP to the client, byte for byte.</summary>
[Collection(ConsoleRun.Alone)]
public sealed class DatasetExportTests : IDisposable
{
    private readonly RidingState _state = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _state.Dispose();

    [Fact]
    public async Task A_training_set_is_written_to_files_and_read_over_http()
    {
        await _state.PrepareAsync("r1,2024-03-09T08:00:00Z,5,1\n\"r,2\",2024-03-09T09:00:00Z,7,2\n");
        var spine = _state.Folder.Write("spine.csv", "rider_id,event_timestamp,fare,label\nr1,2024-03-10T00:00:00Z,5.0,true\n\"r,2\",2024-03-10T00:00:00Z,2.0,false\n");
        var (csv, parquet) = (Path.Combine(_state.Folder.Path, "out.csv"), Path.Combine(_state.Folder.Path, "out.parquet"));
        var set = (await _state.Folder.JsonAsync(new Riding(), "training-set", "riding", "--spine", spine, "--export", csv))["training"]!;
        var (version, path) = ((string)set["dataset_version"]!, (string)set["path"]!);
        await _state.Folder.TextAsync(new Riding(), "training-set", "riding", "--spine", spine, "--export", parquet);
        (await _state.Folder.FailAsync(new Riding(), 1, "training-set", "riding", "--spine", spine, "--export", csv + ".xls")).ShouldBe(
            $"A training set cannot be written to {csv}.xls: give a file that ends in .parquet or .csv.");

        var nowhere = Path.Combine(_state.Folder.Path, "nowhere", "out.csv");
        (await _state.Folder.FailAsync(new Riding(), 1, "training-set", "--dataset", version, "--export", nowhere)).ShouldStartWith($"The training set cannot be written to {nowhere} (");
        await _state.Folder.TextAsync(new Riding(), "training-set", "--dataset", version, "--export", csv);

        File.ReadAllBytes(parquet).ShouldBe(File.ReadAllBytes(path));
        var lines = await File.ReadAllLinesAsync(csv, Token);
        lines.Length.ShouldBe(3);
        lines[0].ShouldStartWith("rider_id,event_timestamp,fare,label,");
        lines[2].ShouldStartWith("\"r,2\",2024-03-10 00:00:00+00,2.0,false,");

        await using var embedded = _state.Open(new Riding());
        await using var server = await LarderServer.StartAsync(new LarderServerOptions
        {
            Port = 0,
            Larder = options =>
            {
                (options.Catalog, options.OnlineStore, options.ModelStore) = (embedded.Workspace.Catalog, embedded.Workspace.Online, embedded.Workspace.Models);
                (options.DefinitionStore, options.Datasets) = (embedded.Workspace.Definitions, new DatasetExport(embedded.Workspace));
            },
        });
        using var http = new HttpClient { BaseAddress = server.Address };
        var client = new LarderClient(http);
        using var asParquet = new MemoryStream();
        using var asCsv = new MemoryStream();
        await client.DownloadDatasetAsync(version[..8], asParquet, cancellationToken: Token);
        await client.DownloadDatasetAsync(version, asCsv, DatasetFormat.Csv, Token);
        asParquet.ToArray().ShouldBe(File.ReadAllBytes(path));
        asCsv.ToArray().ShouldBe(await File.ReadAllBytesAsync(csv, Token));

        using var response = await http.GetAsync(new Uri($"/datasets/{version}", UriKind.Relative), Token);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/vnd.apache.parquet");
        response.Headers.ETag!.Tag.ShouldBe($"\"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))}\"");
        response.Headers.GetValues("Larder-Dataset-Version").ShouldBe([version]);
        using var wrong = await http.GetAsync(new Uri($"/datasets/{version}?format=xls", UriKind.Relative), Token);
        (wrong.StatusCode, (await wrong.Content.ReadAsStringAsync(Token)).Contains("format cannot be 'xls'; take parquet or csv.", StringComparison.Ordinal)).ShouldBe((HttpStatusCode.BadRequest, true));
        (await Should.ThrowAsync<NotFoundException>(() => client.DownloadDatasetAsync("ffff0000", new MemoryStream(), cancellationToken: Token))).Message.ShouldContain("ffff0000");
        File.Delete(path);
        (await Should.ThrowAsync<NotFoundException>(() => client.DownloadDatasetAsync(version, new MemoryStream(), cancellationToken: Token))).Message.ShouldBe(
            $"The file of training set {version} is not there any more ({path}); build it again with 'larder training-set --dataset {version}'.");
        Directory.GetFiles(Path.Combine(_state.Folder.StatePath, "tmp"), "*.csv").ShouldBeEmpty();
    }
}

using System.Globalization;
using System.Text;
using Larder.Catalog;
using Larder.Engine;
using Larder.Errors;
using Larder.Storage;
using Larder.Support;

namespace Larder.Ingestion;

public sealed record Row(int Id, DateTime At);

public sealed class RowRepository : FeatureRepository
{
    public static readonly FeatureCatalog Catalog = new RowRepository().Build();

    public EventSource<Row> Rows { get; } = Source.Postgres<Row>("shop", "rows", eventTime: r => r.At).Watermark(r => r.Id);
}

/// <summary>Rows behind a watermark: each once, whoever else ingests and whatever is killed when.</summary>
public sealed class WatermarkTests : IDisposable, IRowReader
{
    private readonly World _world = new(RowRepository.Catalog);
    private readonly List<long?> _asked = [];
    private int _rows;
    private Func<Task>? _meanwhile;

    public void Dispose() => _world.Dispose();

    Task<IReadOnlyList<string>> IRowReader.ColumnsAsync(RowOrigin origin, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>(["id", "at"]);

    async Task IRowReader.CopyAsync(RowOrigin origin, RowSelection selection, Stream target, CancellationToken cancellationToken)
    {
        _asked.Add(selection.After);
        var after = (int)(selection.After ?? 0);
        var lines = Enumerable.Range(after + 1, _rows - after).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i},2024-01-01T00:00:00\n"));
        await target.WriteAsync(Encoding.UTF8.GetBytes("id,at\n" + string.Concat(lines)), cancellationToken);
        if (Interlocked.Exchange(ref _meanwhile, null) is { } meanwhile)
        {
            await meanwhile();
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task A_run_that_another_one_overtakes_begins_again(int before)
    {
        _rows = before;
        if (before > 0)
        {
            await IngestAsync();
        }

        _rows = before + 2;
        _meanwhile = async () =>
        {
            _rows++;
            await IngestAsync();
            _rows++;
        };
        await IngestAsync();

        Sql.Lines($"SELECT id FROM {_world.Table("rows")} ORDER BY _sequence").ShouldBe([.. Enumerable.Range(1, before + 4).Select(i => i.ToString(CultureInfo.InvariantCulture))]);
        _asked.TakeLast(3).ShouldBe([before > 0 ? before : null, before > 0 ? before : null, before + 3]);
    }

    [Fact]
    public async Task A_run_that_was_killed_between_its_two_commits_is_finished_and_read_on_from()
    {
        _rows = 3;
        await IngestAsync();
        Directory.Delete(Path.Combine(_world.OfflinePath, "rows__quarantine", "_delta_log"), recursive: true);
        await Offline.Delta.DeltaTable.At(Path.Combine(_world.OfflinePath, "rows__quarantine")).CreateAsync(
            Offline.EventFiles.SchemaOf(Offline.EventFiles.QuarantineColumnsOf(_world.Catalog.Source("rows"))), ["event_date"], TestContext.Current.CancellationToken);
        _rows = 4;

        (await IngestAsync()).Counts.RowsRead.ShouldBe(1);

        _asked.ShouldBe([null, 3]);
        (await IngestAsync()).IsRepeat.ShouldBeTrue();
    }

    [Fact]
    public async Task A_program_without_the_adapter_is_told_so() =>
        (await Should.ThrowAsync<UnavailableException>(() => EventIngestion.RunAsync(_world.Workspace, _world.Catalog.Source("rows"), null, null, TestContext.Current.CancellationToken))).Message.ShouldBe(
            "Source rows is in PostgreSQL, for which this program has no adapter; give the workspace one: Adapters = new() { Postgres = new PostgresRows(…) }.");

    private async Task<IngestReport> IngestAsync()
    {
        using var workspace = new Workspace(_world.Catalog, _world.Workspace.Options, _world.Definitions, _world.Datasets, _world.Workspace.Models, _world.Online, _world.Clock) { Adapters = new() { Postgres = this } };
        return await EventIngestion.RunAsync(workspace, _world.Catalog.Source("rows"), null, null, TestContext.Current.CancellationToken);
    }
}

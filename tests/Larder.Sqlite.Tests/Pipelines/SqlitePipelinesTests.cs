using Larder.Conformance;
using Larder.Storage;

namespace Larder.Sqlite;

public sealed class SqliteRunStoreTests : RunStoreConformance, IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SqlitePipelines _pipelines;

    public SqliteRunStoreTests() => _pipelines = SqlitePipelines.Open(_folder.File("pipelines.db"), clock: Clock);

    protected override IRunStore Store => _pipelines.Runs;

    protected override IRunHistory History => _pipelines.History;

    public async ValueTask DisposeAsync()
    {
        await _pipelines.DisposeAsync();
        _folder.Dispose();
    }
}

public sealed class SqliteScheduleStoreTests : ScheduleStoreConformance, IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SqlitePipelines _pipelines;

    public SqliteScheduleStoreTests() => _pipelines = SqlitePipelines.Open(_folder.File("pipelines.db"));

    protected override IScheduleStore Store => _pipelines.Schedules;

    public async ValueTask DisposeAsync()
    {
        await _pipelines.DisposeAsync();
        _folder.Dispose();
    }
}

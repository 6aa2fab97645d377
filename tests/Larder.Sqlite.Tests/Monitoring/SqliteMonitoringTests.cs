using Larder.Conformance;
using Larder.Storage;

namespace Larder.Sqlite;

public sealed class SqliteProfileStoreTests : ProfileStoreConformance, IAsyncDisposable
{
    private readonly MonitoringHost _host = new();

    protected override IProfileStore Store => _host.Monitoring.Profiles;

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}

public sealed class SqliteDriftStoreTests : DriftStoreConformance, IAsyncDisposable
{
    private readonly MonitoringHost _host = new();

    protected override IDriftStore Store => _host.Monitoring.Drift;

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}

/// <summary>A monitoring store in a folder of its own.</summary>
internal sealed class MonitoringHost : IAsyncDisposable
{
    private readonly TempFolder _folder = new();

    public MonitoringHost() => Monitoring = SqliteMonitoring.Open(_folder.File("monitoring.db"));

    public SqliteMonitoring Monitoring { get; }

    public async ValueTask DisposeAsync()
    {
        await Monitoring.DisposeAsync();
        _folder.Dispose();
    }
}

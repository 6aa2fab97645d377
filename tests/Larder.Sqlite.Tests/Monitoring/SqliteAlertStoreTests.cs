using Larder.Conformance;
using Larder.Storage;

namespace Larder.Sqlite;

public sealed class SqliteAlertStoreTests : AlertStoreConformance, IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SqliteMonitoring _monitoring;

    public SqliteAlertStoreTests() => _monitoring = SqliteMonitoring.Open(_folder.File("monitoring.db"));

    protected override IAlertStore Store => _monitoring.Alerts;

    public async ValueTask DisposeAsync()
    {
        await _monitoring.DisposeAsync();
        _folder.Dispose();
    }
}

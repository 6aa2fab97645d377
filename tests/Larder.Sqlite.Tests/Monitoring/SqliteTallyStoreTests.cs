using Larder.Conformance;
using Larder.Storage;

namespace Larder.Sqlite;

public sealed class SqliteTallyStoreTests : TallyStoreConformance, IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SqliteMonitoring _monitoring;

    public SqliteTallyStoreTests() => _monitoring = SqliteMonitoring.Open(_folder.File("monitoring.db"));

    protected override ITallyStore Store => _monitoring.Tallies;

    [Fact]
    public async Task Another_process_finds_what_was_added()
    {
        await Store.AddAsync("a", 1, [new(default, false, Larder.Monitoring.TallyKind.Coverage, "s", [2, 1])], Token);
        await Store.MarkAsync([new("coverage_low", "s", Quality.Checks.CheckSeverity.Error, "m", default)], default, Token);

        await using var other = SqliteMonitoring.Open(_monitoring.Path);
        await other.Tallies.AddAsync("b", 1, [new(default, false, Larder.Monitoring.TallyKind.Coverage, "s", [2, 2])], Token);

        (await Store.ReadAsync([Larder.Monitoring.TallyKind.Coverage], default, Token)).ShouldHaveSingleItem().Counts.ShouldBe([4, 3]);
        (await other.Tallies.IncidentsAsync(default, Token)).ShouldHaveSingleItem().Kind.ShouldBe("coverage_low");
    }

    public async ValueTask DisposeAsync()
    {
        await _monitoring.DisposeAsync();
        _folder.Dispose();
    }
}

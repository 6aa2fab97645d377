using Larder.Conformance;
using Larder.Storage;
using Larder.Testing;

namespace Larder.Sqlite;

public class SqliteOnlineStoreTests : DurableOnlineStoreConformance
{
    private readonly TempFolder _folder = new();

    protected override string Location => _folder.File("online.db");

    protected override IOnlineStore Open() => SqliteOnlineStore.Open(Location);

    protected override void Clean() => _folder.Dispose();
}

/// <summary>A file that the first write creates.</summary>
public sealed class SqliteOnlineStoreCreatedOnWriteTests : DurableOnlineStoreConformance
{
    private readonly TempFolder _folder = new();

    protected override string Location => _folder.File("below/online.db");

    protected override IOnlineStore Open() => SqliteOnlineStore.Open(Location, new SqliteOptions { CreatesOnWrite = true });

    protected override void Clean() => _folder.Dispose();
}

public sealed class SqliteOnlineStoreUnderFaultsTests : SqliteOnlineStoreTests
{
    protected override IOnlineStore Open() => new RetryingOnlineStore(new FaultyOnlineStore(base.Open(), FaultPlans.TwoOfThree));
}

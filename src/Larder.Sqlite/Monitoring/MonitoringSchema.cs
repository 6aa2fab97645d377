namespace Larder.Sqlite;

/// <summary>The tables of <see cref="SqliteMonitoring"/>.</summary>
internal static class MonitoringSchema
{
    public static readonly SqliteSchema Monitoring = new(
        0x4C52_4451,
        "monitoring store",
        "delete it with its -wal and -shm files; what was measured so far is lost, nothing else",
        [AlertTables.Create, DriftTables.Create, TallyTables.Create]);
}

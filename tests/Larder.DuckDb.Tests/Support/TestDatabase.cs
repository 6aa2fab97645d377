namespace Larder.DuckDb.Tests.Support;

/// <summary>An in-memory database with one connection. Two threads, so that results come from a thread other than the reader's.</summary>
internal sealed class TestDatabase : IDisposable
{
    private static readonly Dictionary<string, string> Settings = new() { ["threads"] = "2", ["memory_limit"] = "1GB" };

    private TestDatabase(DuckDbDatabase database)
    {
        Database = database;
        Connection = database.Connect();
    }

    public DuckDbDatabase Database { get; }

    public DuckDbConnection Connection { get; }

    public static TestDatabase Open(string path = ":memory:") => new(DuckDbDatabase.Open(path, Settings));

    public void Dispose()
    {
        Connection.Dispose();
        Database.Dispose();
    }
}

namespace Larder.Offline.Delta;

/// <summary>A folder for one test, a table in it, and a clock that stands still unless moved.</summary>
public abstract class TableFixture : IDisposable
{
    protected TableFixture()
    {
        Root = Directory.CreateTempSubdirectory("larder-delta-").FullName;
        Folder = Path.Combine(Root, "orders");
        Table = DeltaTable.At(Folder, Clock);
    }

    private protected static DeltaSchema Schema { get; } = new([new("id", DeltaType.Long, Nullable: false), new("name", DeltaType.String)]);

    /// <summary>How commits name their writer.</summary>
    protected static string Engine { get; } = $"Larder/{typeof(DeltaTable).Assembly.GetName().Version!.ToString(3)}";

    protected string Root { get; }

    protected string Folder { get; }

    private protected DeltaTable Table { get; }

    internal StandingClock Clock { get; } = new();

    public void Dispose()
    {
        Directory.Delete(Root, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected DeltaNewFile Write(string path, string content = "rows", long rows = 1)
    {
        var full = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
        return new(path, rows);
    }

    protected string Commit(long version) => LogFolder.CommitPath(Folder, version);

    private protected Task<DeltaCommit> Append(string appId, long version, params string[] paths) =>
        Table.AppendAsync(new(appId, version, [.. paths.Select(path => Write(path))]));

    internal sealed class StandingClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 3, 1, 12, 0, 0, 250, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}

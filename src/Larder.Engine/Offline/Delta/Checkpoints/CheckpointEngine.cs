using Larder.DuckDb;

namespace Larder.Offline.Delta;

/// <summary>
/// The engine that reads and writes the Parquet of checkpoints: one small database in memory for the process, opened by the first checkpoint, because every
/// read of a long log needs it. One thread for each query, which is the one that asks, so that rows keep their order.
/// </summary>
internal static class CheckpointEngine
{
    private static readonly Lazy<DuckDbDatabase> Database = new(() => DuckDbDatabase.Open(settings: new Dictionary<string, string>
    {
        ["threads"] = "1",
        ["memory_limit"] = "512MB",
        ["preserve_insertion_order"] = "true",

        // It tells a file that was written anew from its time and size alone, and the clock of files is coarse.
        ["enable_external_file_cache"] = "false",
    }));

    /// <summary>Opens the engine, on another thread, for a reader that is about to need it and has other things to do first.</summary>
    public static void Prepare()
    {
        if (!Database.IsValueCreated)
        {
            _ = Task.Run(() => Database.Value);
        }
    }

    public static DuckDbConnection Connect() => Database.Value.Connect();
}

using System.Globalization;
using System.Text;
using Larder.Support;

namespace Larder.Offline.Delta;

/// <summary>A table with more commits than a checkpoint waits for.</summary>
public abstract class CheckpointFixture : TableFixture
{
    protected string Log => LogFolder.Of(Folder);

    protected string Checkpoint(long version) => Path.Combine(Log, LogFolder.CheckpointName(version));

    protected string Hint => Path.Combine(Log, LogFolder.HintName);

    /// <summary>Version 0 and one file a version from 1 on, each with a transaction of its own application and a text.</summary>
    protected async Task CommitsAsync(int count, int from = 1)
    {
        if (from == 1)
        {
            await Table.CreateAsync(Schema, []);
        }

        for (var version = from; version < from + count; version++)
        {
            await Table.AppendAsync(new($"app {version}", version, [Write(string.Create(CultureInfo.InvariantCulture, $"{version}.parquet"))]) { UserMetadata = $"text of {version}" });
        }
    }

    /// <summary>Deletes the commits before a version, as a cleanup of the log does.</summary>
    protected void ForgetBefore(long version)
    {
        for (var old = 0; old < version; old++)
        {
            File.Delete(Commit(old));
        }
    }

    protected async Task<IReadOnlyList<string>> PathsAsync(long? version = null) => [.. (await Table.ReadAsync(version))!.Files.Select(file => file.Path)];

    protected static IReadOnlyList<string> Expected(long version) => [.. Enumerable.Range(1, (int)version).Select(number => $"{number}.parquet")];

    /// <summary>Writes a checkpoint anew with other rows or columns, as another writer would.</summary>
    protected static void Rewrite(string from, string to, string select)
    {
        var sql = new StringBuilder("COPY (").Append(select.Replace("CHECKPOINT", $"read_parquet('{from}')", StringComparison.Ordinal)).Append(") TO '").Append(to).Append("' (FORMAT parquet)");
        Sql.Lines(sql.ToString());
    }
}

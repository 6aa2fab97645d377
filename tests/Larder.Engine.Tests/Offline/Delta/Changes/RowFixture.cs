using System.Globalization;
using Larder.DuckDb;
using Larder.Support;

namespace Larder.Offline.Delta;

/// <summary>A table with rows in real files, partitioned by <c>day</c>: <c>id</c> counts through all of them, <c>value</c> has the bits that are easily lost.</summary>
public abstract class RowFixture : TableFixture
{
    private protected static readonly Lazy<DuckDbDatabase> Database = new(() => DuckDbDatabase.Open());
    private long _next;

    private protected static DeltaSchema Rows { get; } = new([new("id", DeltaType.Long), new("value", DeltaType.Double), new("day", DeltaType.Date)]);

    /// <summary>Writes a file of some rows.</summary>
    private protected DeltaNewFile WriteRows(string name, string day, int rows = 5)
    {
        var path = Path.Combine(Folder, $"day={day}");
        Directory.CreateDirectory(path);
        var select = string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT {_next} + range AS id, CASE range % 5 WHEN 0 THEN '-0'::DOUBLE WHEN 1 THEN 0.0 WHEN 2 THEN 'nan'::DOUBLE WHEN 3 THEN NULL ELSE range / 3 END AS value FROM range({rows})");
        using var connection = Database.Value.Connect();
        connection.Execute($"COPY ({select}) TO '{path}/{name}.parquet' (FORMAT parquet, DICTIONARY_SIZE_LIMIT 0)");
        _next += rows;
        return new($"day={day}/{name}.parquet", rows) { PartitionValues = Day(day) };
    }

    private protected static Dictionary<string, string?> Day(string day) => new() { ["day"] = day };

    /// <summary>The rows of a version, each with its bits, in the order in which its files and they lie.</summary>
    private protected async Task<IReadOnlyList<string>> ReadRowsAsync(long? version = null)
    {
        var snapshot = (await Table.ReadAsync(version))!;
        return snapshot.Files.Count == 0 ? [] : Sql.Lines($"SELECT * FROM read_parquet([{string.Join(", ", snapshot.Files.Select(file => $"'{Path.Combine(Folder, file.Path)}'"))}], hive_partitioning = true)");
    }

    private protected async Task<DeltaCompaction> CompactAsync(long targetSize = 1 << 20, DeltaTable? table = null)
    {
        using var connection = Database.Value.Connect();
        return await (table ?? Table).CompactAsync(connection, targetSize);
    }
}

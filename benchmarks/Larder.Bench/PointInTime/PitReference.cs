using System.Text.Json.Nodes;
using Larder.Bench.Harness;
using Larder.DuckDb;

namespace Larder.Bench.PointInTime;

/// <summary>
/// The same join as a DuckDB user would write it by hand: <c>ASOF LEFT JOIN</c> over the same files with the same output columns. It
/// cannot say <c>known_at &lt;= t</c>, breaks ties by chance, and does not keep the spine's order.
/// </summary>
internal static class PitReference
{
    public static async Task<Measurement> MeasureAsync(PitData data, string memory, CancellationToken cancellationToken)
    {
        var files = string.Join(", ", (await GeneratedTable.FilesAsync(data.Table, cancellationToken)).Select(Identifiers.Literal));
        var output = Output(data);
        return await Measurement.OfAsync(() =>
        {
            using var engine = DuckDbDatabase.Open(settings: Settings(data, memory));
            using var connection = engine.Connect();
            connection.Execute($"COPY ({Join(data, files)}) TO {Identifiers.Literal(output)} (FORMAT parquet, COMPRESSION snappy, DICTIONARY_SIZE_LIMIT 0)", cancellationToken);
            return Task.FromResult(new JsonObject { ["bytes"] = new FileInfo(output).Length });
        });
    }

    /// <summary>Where the result lies.</summary>
    public static string Output(PitData data) => Path.Combine(data.State, "reference.parquet");

    private static Dictionary<string, string> Settings(PitData data, string memory)
    {
        var settings = new Dictionary<string, string>
        {
            ["threads"] = Environment.ProcessorCount.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["temp_directory"] = Path.Combine(data.State, "tmp"),
        };
        if (memory.Length > 0)
        {
            settings["memory_limit"] = memory;
        }

        return settings;
    }

    private static string Join(PitData data, string files)
    {
        var fresh = $"f._event_time >= s.event_timestamp - INTERVAL {PitTtl.Value.TotalDays} DAY";
        var features = new[] { "temperature", "humidity", "voltage", "faults" }.Select(c => $"CASE WHEN {fresh} THEN f.{c} END AS latest__{c}");
        return $"""
            SELECT s.*, {string.Join(", ", features)}, f._event_time AS latest__event_time,
                CASE WHEN f._event_time IS NULL THEN 'NOT_FOUND' WHEN {fresh} THEN 'PRESENT' ELSE 'OUTSIDE_MAX_AGE' END AS latest__status
            FROM read_parquet({Identifiers.Literal(data.Spine)}) s
            ASOF LEFT JOIN read_parquet([{files}], hive_partitioning = false) f
            ON s.sensor_id = f.sensor_id AND s.event_timestamp >= f._event_time
            """;
    }
}

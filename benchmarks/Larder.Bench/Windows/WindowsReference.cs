using System.Text.Json.Nodes;
using Larder.Bench.Harness;
using Larder.DuckDb;

namespace Larder.Bench.Windows;

/// <summary>
/// Sum and count over 30 days at every spine row, as a DuckDB user would write it: payments and questions in one relation, a
/// <c>RANGE</c> window over it, the questions kept. Same files, same output columns, same engine settings.
/// </summary>
internal static class WindowsReference
{
    public static async Task<Measurement> MeasureAsync(WindowsData data, string memory, CancellationToken cancellationToken)
    {
        var files = string.Join(", ", (await GeneratedTable.FilesAsync(data.Table, cancellationToken)).Select(Identifiers.Literal));
        var output = Output(data);
        return await Measurement.OfAsync(() =>
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

            using var engine = DuckDbDatabase.Open(settings: settings);
            using var connection = engine.Connect();
            connection.Execute($"COPY ({Query(data, files)}) TO {Identifiers.Literal(output)} (FORMAT parquet, COMPRESSION snappy, DICTIONARY_SIZE_LIMIT 0)", cancellationToken);
            return Task.FromResult(new JsonObject { ["bytes"] = new FileInfo(output).Length });
        });
    }

    /// <summary>Where the result lies.</summary>
    public static string Output(WindowsData data) => Path.Combine(data.State, "reference.parquet");

    private static string Query(WindowsData data, string files) => $"""
        SELECT card_id, event_timestamp, label, coalesce(sum30d, 0) AS two__sum_30d, count30d AS two__count_30d FROM (
            SELECT *, sum(amount) OVER month AS sum30d, count(amount) OVER month AS count30d
            FROM (
                SELECT card_id, _event_time AS event_timestamp, NULL::BOOLEAN AS label, amount, false AS asked FROM read_parquet([{files}], hive_partitioning = false)
                UNION ALL
                SELECT card_id, event_timestamp, label, NULL, true FROM read_parquet({Identifiers.Literal(data.Spine)})
            )
            WINDOW month AS (PARTITION BY card_id ORDER BY event_timestamp RANGE BETWEEN INTERVAL 30 DAY PRECEDING AND INTERVAL 1 MICROSECOND PRECEDING)
        ) WHERE asked
        """;
}

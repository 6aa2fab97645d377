using Larder.Bench.Harness;

namespace Larder.Bench.Materialization;

/// <summary>Generated reports: two per meter on average and at least one, in the order of ingest, over 30 days.</summary>
internal sealed class MeterData(string state, long meters)
{
    /// <summary>Number of values.</summary>
    public const int Values = 10;

    /// <summary>The folder that serves as state folder.</summary>
    public string State { get; } = state;

    /// <summary>Number of entities.</summary>
    public long Meters { get; } = meters;

    public string Table => Path.Combine(State, "offline", "reports");

    public static MeterData For(BenchOptions options) => For(options.DataPath, options.Rows(1_000_000));

    public static MeterData For(string dataPath, long meters) => new(Path.Combine(dataPath, $"materialize-{meters}"), meters);

    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(State);
        var values = Enumerable.Range(0, Values).Select(v => $"{(v % 2 == 0 ? 1000 : 1)} * {Uniform(v + 2)} AS v{Letter(v)}");
        await GeneratedTable.EnsureAsync(
            Table,
            new Meters().Build().Source("reports"),
            $"""
            SELECT time AS _event_time, time AS _known_at, i AS _sequence, meter AS meter_id, time AS "at", {string.Join(", ", values)}
            FROM (
                SELECT range AS i, CASE WHEN range < {Meters} THEN (range * 7919) % {Meters} ELSE CAST(floor({Meters} * {Uniform(0, "range")}) AS BIGINT) END AS meter,
                    make_timestamp(1704067200000000 + CAST(floor(2592000000000 * {Uniform(1, "range")}) AS BIGINT)) AS time
                FROM range({2 * Meters}))
            """,
            cancellationToken);
    }

    /// <summary>Removes what an earlier run wrote into the online store.</summary>
    public void Clear()
    {
        foreach (var file in Directory.GetFiles(State, "*.db*").Where(f => !Path.GetFileName(f).StartsWith("registry", StringComparison.Ordinal)))
        {
            File.Delete(file);
        }
    }

    /// <summary>The letter that tells a value's column from the others.</summary>
    public static char Letter(int value) => (char)('a' + value);

    private static string Uniform(int salt, string row = "i") => $"(hash(32 * {row} + {salt}) / 18446744073709551616.0)";
}

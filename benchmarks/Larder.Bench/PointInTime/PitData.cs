using Larder.Bench.Harness;
using Larder.DuckDb;

namespace Larder.Bench.PointInTime;

/// <summary>
/// The generated history and spine. Every value is a hash of its row number, so the data are the same on every machine. Rows lie in the
/// order of ingest, not of time; every fiftieth row has its predecessor's sensor and time but other values; popular sensors have more rows.
/// </summary>
internal sealed class PitData(string state, bool isNamed, long features, long spine)
{
    private const int Entities = 100_000;
    private const int Days = 180;

    /// <summary>The folder that serves as state folder.</summary>
    public string State { get; } = state;

    public string Table => Path.Combine(State, "offline", "readings");

    public string Spine => Path.Combine(State, $"spine-{spine}.parquet");

    public FeatureRepository Repository { get; } = isNamed ? new NamedSensors() : new NumberedSensors();

    public static PitData For(BenchOptions options, bool isNamed)
    {
        var (features, spine) = (options.Rows(10_000_000), options.Rows(2_000_000));
        return new PitData(Path.Combine(options.DataPath, $"pit-{(isNamed ? "string" : "int64")}-{features}"), isNamed, features, spine);
    }

    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(State);
        await GeneratedTable.EnsureAsync(Table, Repository.Build().Source("readings"), History, cancellationToken);
        if (!File.Exists(Spine))
        {
            using var engine = DuckDbDatabase.Open();
            using var connection = engine.Connect();
            connection.Execute($"COPY ({SpineRows}) TO {Identifiers.Literal(Spine + ".writing")} (FORMAT parquet)", cancellationToken);
            File.Move(Spine + ".writing", Spine);
        }
    }

    private string History => $"""
        SELECT time AS _event_time, time AS _known_at, i AS _sequence, {Key($"floor({Entities} * pow({Uniform("twin", 1)}, 1.3))")} AS sensor_id, time AS "at",
            round(15 + 10 * {Uniform("i", 3)}, 2) AS temperature, 100 * {Uniform("i", 4)} AS humidity,
            CASE WHEN {Uniform("i", 5)} < 0.98 THEN 3 + {Uniform("i", 6)} END AS voltage, CAST(floor(10 * {Uniform("i", 7)}) AS INTEGER) AS faults
        FROM (SELECT i, twin, {Time("twin", 2, 0)} AS time FROM (SELECT range AS i, range - (range % 50 = 49)::INT AS twin FROM range({features})))
        """;

    private string SpineRows => $"""
        SELECT {Key($"floor({Entities * 1.01} * pow({Uniform("range", 11)}, 1.3))")} AS sensor_id, {Time("range", 12, 10)} AS event_timestamp,
            {Uniform("range", 13)} < 0.3 AS label
        FROM range({spine})
        """;

    private string Key(string number) => isNamed ? $"'sensor-' || lpad(CAST(CAST({number} AS BIGINT) AS VARCHAR), 7, '0')" : $"CAST({number} AS BIGINT)";

    /// <summary>A number in [0, 1). One argument only: hashes of several are combined so that those of different salts go together.</summary>
    private static string Uniform(string row, int salt) => $"(hash(32 * {row} + {salt}) / 18446744073709551616.0)";

    /// <summary>Whole seconds from a day on, as <c>TIMESTAMP</c>.</summary>
    private static string Time(string row, int salt, int fromDay) =>
        $"make_timestamp(1704067200000000 + {fromDay * 86_400_000_000} + 1000000 * CAST(floor({(Days - fromDay) * 86_400} * {Uniform(row, salt)}) AS BIGINT))";
}

using System.Globalization;
using Larder.Bench.Harness;
using Larder.DuckDb;

namespace Larder.Bench.Windows;

/// <summary>Payments of 100,000 cards over 180 days and a spine over the same cards; every value is a hash of its row number.</summary>
internal sealed class WindowsData(string state, long events, long spine)
{
    private const int Cards = 100_000;
    private const int Days = 180;

    /// <summary>The folder that serves as state folder.</summary>
    public string State { get; } = state;

    public string Table => Path.Combine(State, "offline", "payments");

    public string Spine => Path.Combine(State, $"spine-{spine}.parquet");

    /// <summary>The data of a scale: parts of ten million payments and of two million questions.</summary>
    public static WindowsData For(BenchOptions options, double events = 1, double questions = 1)
    {
        var (rows, spine) = (options.Rows((long)(10_000_000 * events)), options.Rows((long)(2_000_000 * questions)));
        return new WindowsData(Path.Combine(options.DataPath, $"windows-{rows}"), rows, spine);
    }

    /// <summary>What <see cref="ToArguments"/> says.</summary>
    public static WindowsData Of(ChildArguments arguments) => new(
        arguments["state"], long.Parse(arguments["events"], CultureInfo.InvariantCulture), long.Parse(arguments["spine"], CultureInfo.InvariantCulture));

    /// <summary>The data for a child process.</summary>
    public ChildArguments ToArguments() => new()
    {
        ["state"] = State,
        ["events"] = events.ToString(CultureInfo.InvariantCulture),
        ["spine"] = spine.ToString(CultureInfo.InvariantCulture),
    };

    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(State);
        await GeneratedTable.EnsureAsync(Table, new WindowsRepository().Build().Source("payments"), History, cancellationToken);
        if (!File.Exists(Spine))
        {
            using var engine = DuckDbDatabase.Open();
            using var connection = engine.Connect();
            connection.Execute($"COPY ({SpineRows}) TO {Identifiers.Literal(Spine + ".writing")} (FORMAT parquet)", cancellationToken);
            File.Move(Spine + ".writing", Spine);
        }
    }

    private string History => $"""
        SELECT time AS _event_time, time AS _known_at, i AS _sequence, CAST(floor({Cards} * pow({Uniform("i", 1)}, 1.3)) AS BIGINT) AS card_id, time AS "at",
            round(100 * {Uniform("i", 3)}, 2) AS amount
        FROM (SELECT range AS i, {Time("range", 2, 0)} AS time FROM range({events}))
        """;

    private string SpineRows => $"""
        SELECT CAST(floor({Cards} * pow({Uniform("range", 11)}, 1.3)) AS BIGINT) AS card_id, {Time("range", 12, 10)} AS event_timestamp, {Uniform("range", 13)} < 0.3 AS label
        FROM range({spine})
        """;

    /// <summary>A number in [0, 1).</summary>
    private static string Uniform(string row, int salt) => $"(hash(32 * {row} + {salt}) / 18446744073709551616.0)";

    /// <summary>Whole seconds from a day on, as <c>TIMESTAMP</c>.</summary>
    private static string Time(string row, int salt, int fromDay) =>
        $"make_timestamp(1704067200000000 + {fromDay * 86_400_000_000} + 1000000 * CAST(floor({(Days - fromDay) * 86_400} * {Uniform(row, salt)}) AS BIGINT))";
}

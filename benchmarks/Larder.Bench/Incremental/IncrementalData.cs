using System.Globalization;
using Larder.Bench.Harness;
using Larder.DuckDb;

namespace Larder.Bench.Incremental;

/// <summary>
/// Order lines of 30 days, and portions of new ones: of the hour after, and one order in twenty up to 30 days late. By default they are shaped as the real ones of the sample:
/// 20 lines per order, five orders per customer. The variant <c>payments</c> has ten orders per customer of one line each, so that new rows hit as many customers as they can.
/// </summary>
internal sealed class IncrementalData(string folder, long rows, bool isPayments)
{
    /// <summary>The variant of one line per order.</summary>
    public const string Payments = "payments";

    private const int Days = 30;

    /// <summary>New rows for each thousand that are there.</summary>
    private const long PerThousand = 1;

    private readonly int _lines = isPayments ? 1 : 20;
    private readonly long _customers = Math.Max(1, isPayments ? rows / 10 : rows / 100);

    /// <summary>Rows of a portion.</summary>
    public long PortionRows => Math.Max(1, rows * PerThousand / 1000);

    /// <summary>The folder that serves as state folder; made anew by <see cref="ResetAsync"/>.</summary>
    public string State => Path.Combine(folder, "state");

    public static IncrementalData For(BenchOptions options)
    {
        var rows = options.Rows(10_000_000);
        return new(Path.Combine(options.DataPath, $"incremental-{options.Variant ?? "orders"}-{rows}"), rows, options.Variant == Payments);
    }

    public static IncrementalData Of(ChildArguments arguments) =>
        new(arguments["folder"], long.Parse(arguments["rows"], CultureInfo.InvariantCulture), arguments["variant"] == Payments);

    public ChildArguments ToArguments() =>
        new() { ["folder"] = folder, ["rows"] = rows.ToString(CultureInfo.InvariantCulture), ["variant"] = isPayments ? Payments : string.Empty };

    /// <summary>A state folder with the order lines and nothing materialized.</summary>
    public async Task ResetAsync(CancellationToken cancellationToken)
    {
        var table = Path.Combine(folder, "order_lines");
        Directory.CreateDirectory(folder);
        await GeneratedTable.EnsureAsync(table, new IncrementalRepository().Build().Source("order_lines"), Select($"range({rows})", Late), cancellationToken);
        if (Directory.Exists(State))
        {
            Directory.Delete(State, recursive: true);
        }

        foreach (var file in Directory.GetFiles(table, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(State, "offline", "order_lines", Path.GetRelativePath(table, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    /// <summary>Writes a portion of new lines and returns the file.</summary>
    public string WritePortion(int number, CancellationToken cancellationToken)
    {
        var path = Path.Combine(State, $"portion-{number}.parquet");
        using var engine = DuckDbDatabase.Open();
        using var connection = engine.Connect();
        var first = rows + (number * PortionRows);
        connection.Execute(
            $"COPY (SELECT customer_id, \"at\", amount FROM ({Select($"range({first}, {first + PortionRows})", $"CASE WHEN o % 20 = 0 THEN {Late} ELSE {Fresh(number)} END")})) TO {Identifiers.Literal(path)} (FORMAT parquet)",
            cancellationToken);
        return path;
    }

    private static string Late => $"{Days * 86_400} * {Uniform("o", 1)}";

    private static string Fresh(int number) => $"{(Days * 86_400) + (number * 3600)} + 3600 * {Uniform("o", 1)}";

    private string Select(string from, string second) => $"""
        SELECT time AS _event_time, time AS _known_at, i AS _sequence, CAST(floor({_customers} * {Uniform("o", 2)}) AS BIGINT) AS customer_id, time AS "at", round(100 * {Uniform("i", 3)}, 2) AS amount
        FROM (SELECT i, o, make_timestamp(1704067200000000 + CAST(floor(1000000 * ({second})) AS BIGINT)) AS time FROM (SELECT range AS i, range // {_lines} AS o FROM {from}))
        """;

    private static string Uniform(string of, int salt) => $"(hash(32 * {of} + {salt}) / 18446744073709551616.0)";
}

using Larder.Errors;
using Larder.Support;

namespace Larder.Derived;

/// <summary>What a SQL view's query must yield, checked without data; and what stops it when it runs.</summary>
public sealed class SqlCheckTests
{
    private const string Good = "SELECT customer, date_trunc('day', \"at\") AS day, count(*) AS lines FROM ";

    public static TheoryData<string, string> Wrong => new()
    {
        {
            "SELECT customer, \"at\" AS day, amount AS lines, 1 AS extra FROM {0}",
            "SQL view daily does not yield what DayCount says: column lines is DOUBLE, which does not fit DayCount.Lines (int64) without loss; write CAST(lines AS BIGINT); column extra (INTEGER) is not a property of DayCount. Correct the query or the record."
        },
        {
            "SELECT customer, date_trunc('day', \"at\") AS date FROM {0}",
            "SQL view daily does not yield what DayCount says: column day (timestamp, for DayCount.Day) is missing; column lines (int64, for DayCount.Lines) is missing; column date (TIMESTAMP) is not a property of DayCount. Correct the query or the record."
        },
        {
            "SELECT customer, \"at\" AS day, price AS lines FROM {0}",
            "SQL view daily cannot run: Referenced column \"price\" not found in FROM clause. Correct the query; it sees its sources' columns, _event_time, _known_at and _sequence."
        },
        {
            "SELECT customer, day, lines FROM {0}, other",
            "SQL view daily cannot run: Table with name other does not exist. Correct the query; it sees its sources' columns, _event_time, _known_at and _sequence."
        },
        {
            "SELECT customer, day, lines FROM {0}, \"/etc/passwd.csv\"",
            "SQL view daily cannot run: Cannot access file \"/etc/passwd.csv\" - file system operations are disabled by configuration. Correct the query; it sees its sources' columns, _event_time, _known_at and _sequence."
        },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Wrong_queries_are_refused_without_data(string sql, string message) =>
        Should.Throw<InvalidDefinitionException>(() => SqlCheck.Run(Repository(sql).Build(), TestContext.Current.CancellationToken)).Message.ShouldBe(message);

    [Fact]
    public void Good_queries_are_not() => Should.NotThrow(() => SqlCheck.Run(Repository(Good + "{0} GROUP BY ALL").Build(), TestContext.Current.CancellationToken));

    [Fact]
    public void Names_that_begin_with_an_underscore_are_left_aside() =>
        Should.NotThrow(() => SqlCheck.Run(Repository("SELECT * EXCLUDE (\"at\"), \"at\" AS day, 1 AS lines FROM (SELECT _sequence, customer, \"at\", _known_at FROM {0}) AS _x").Build(), TestContext.Current.CancellationToken));

    [Fact]
    public async Task A_query_that_fails_on_a_row_changes_nothing()
    {
        using var world = await WorldAsync("SELECT customer, \"at\" AS day, CAST(note AS BIGINT) AS lines FROM {0}");

        (await Should.ThrowAsync<InvalidInputException>(() => DeriveAsync(world))).Message.ShouldBe(
            "SQL view daily stopped: Could not convert string 'x' to INT64 when casting from source column note. Nothing was changed; correct the query, and run 'larder derive daily'.");

        Directory.Exists(Path.Combine(world.OfflinePath, "daily")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_row_without_a_time_is_refused()
    {
        using var world = await WorldAsync("SELECT customer, NULL::TIMESTAMP AS day, 1 AS lines FROM {0}");

        (await Should.ThrowAsync<InvalidInputException>(() => DeriveAsync(world))).Message.ShouldBe(
            "SQL view daily: a row has no day, which DayCount.Day cannot lack; leave such rows out with WHERE, or make the property nullable.");
    }

    [Fact]
    public async Task A_query_without_rows_makes_an_empty_table()
    {
        using var world = await WorldAsync(Good + "{0} WHERE false GROUP BY ALL");

        (await DeriveAsync(world)).ShouldBe([new DerivationReport("daily", DerivationOutcome.Rebuilt, 0, 1, "for the first time")]);
        (await DeriveAsync(world)).ShouldBe([new DerivationReport("daily", DerivationOutcome.Unchanged, 0, 1, null)]);
    }

    /// <summary>A version of the engine with a new function of the kind makes this fail.</summary>
    [Fact]
    public void Every_function_of_the_engine_that_could_differ_between_runs_is_refused()
    {
        string[] raisesOnly = ["error"];
        var volatileFunctions = Sql.Lines(
            "SELECT DISTINCT function_name FROM duckdb_functions() WHERE (function_type = 'scalar' AND stability <> 'CONSISTENT') "
            + "OR (function_type = 'macro' AND regexp_matches(macro_definition, 'current_|now\\(|random')) ORDER BY 1").Except(raisesOnly).ToArray();

        volatileFunctions.Length.ShouldBeGreaterThan(20);
        volatileFunctions.Where(name => !IsRefused(name)).ShouldBeEmpty();
    }

    private static bool IsRefused(string function)
    {
        try
        {
            Repository($"SELECT {function}() FROM {{0}}").Build();
            return false;
        }
        catch (InvalidDefinitionException)
        {
            return true;
        }
    }

    private static DayCounts Repository(string sql) => new(lines =>
    {
        var text = new SqlText(0, 0);
        var parts = sql.Split("{0}");
        text.AppendLiteral(parts[0]);
        text.AppendFormatted(lines);
        text.AppendLiteral(parts[1]);
        return text;
    });

    private static async Task<World> WorldAsync(string sql)
    {
        var world = new World(Repository(sql).Build());
        await world.IngestAsync("lines", world.Write("lines.csv", LineRepository.Header + "a,2024-01-01T00:00:00,1,1,x\n"));
        return world;
    }

    private static Task<IReadOnlyList<DerivationReport>> DeriveAsync(World world) => new Deriver(world.Workspace).RunAsync(world.Catalog.Sources, TestContext.Current.CancellationToken);
}

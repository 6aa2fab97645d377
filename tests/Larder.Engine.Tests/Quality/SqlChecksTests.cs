using Larder.DuckDb;
using Larder.Quality.Checks;

namespace Larder.Quality;

/// <summary>Checks that are written in SQL, over 4 rows of which one has no text.</summary>
public class SqlChecksTests
{
    private const string Rows =
        "SELECT range + 1 AS _sequence, ['a', 'a', 'b', NULL][range + 1] AS text, 'x' AS other, range::INTEGER AS small, range * 10 AS large, range::DOUBLE AS number, 0.0::DOUBLE AS total, 0.0::FLOAT AS weight, "
        + "range < 2 AS flag, TIMESTAMP '2024-01-01' AS at, NULL::TIMESTAMP AS made_at, 1::INTEGER AS count, true AS done FROM range(4)";

    [Fact]
    public void Any_aggregate_lies_between_bounds()
    {
        Run(Expect.Metric<Reading>("ratio", "sum(large) / sum(small)", 9, 11)).ShouldBe("Pass 4 0 10");
        Run(Expect.Metric<Reading>("entropy", "round(entropy(text), 6) -- in bits", 2)).ShouldBe("Fail 4 0 0.918296");
        Run(Expect.Metric<Reading>("ratio", "sum(large) / sum(small)", 9, 11).When(r => r.Small == 0)).ShouldBe("Fail 1 0 NaN");
        Run(Expect.Metric<Reading>("most", "max(large)", atMost: 30).WarnUnless(atMost: 20)).ShouldBe("Warn 4 0 30");
        var grouped = Result(Expect.Metric<Reading>("most", "max(large)", 15).GroupBy(r => r.Text));
        grouped.Groups.Select(g => $"{g.Key} {g.Outcome} {g.Tally.Value}").ShouldBe(["null Pass 30", "a Fail 10", "b Pass 20"]);
    }

    [Fact]
    public void A_query_finds_no_rows()
    {
        Run(Expect.NoRows<Reading>("negative", "SELECT * FROM {rows} WHERE small < 0")).ShouldBe("Pass 4 0 null");
        var result = Result(Expect.NoRows<Reading>("repeated", "WITH r AS (FROM {rows}) SELECT text, count(*) AS n FROM r, unnest([1]) GROUP BY text HAVING count(*) > 1 -- twice"));
        $"{result.Outcome} {result.Tally.Tested} {result.Tally.Bad}".ShouldBe("Fail 4 1");
        result.Samples.Select(s => $"{s.Row} {string.Join(",", s.Names!)} {string.Join(",", s.Values)}").ShouldBe(["1 text,n a,2"]);
        Run(Expect.NoRows<Reading>("few", "FROM {rows}").When(r => r.Small > 2)).ShouldBe("Fail 1 1 null");
    }

    [Fact]
    public void What_cannot_run_is_an_error_of_that_check_alone()
    {
        Error(Expect.Metric<Reading>("m", "sum(price)")).ShouldStartWith("The engine refuses its SQL: Binder Error: Referenced column \"price\" not found");
        Error(Expect.Metric<Reading>("m", "small")).ShouldStartWith("The engine refuses its SQL: Binder Error: column \"small\" must appear in the GROUP BY clause");
        Error(Expect.Metric<Reading>("m", "sum(text::INTEGER)")).ShouldStartWith("The engine refuses its SQL: Conversion Error: Could not convert string 'a' to INT32");
        Error(Expect.NoRows<Reading>("m", "SELECT FROM {rows}")).ShouldStartWith("The engine refuses its SQL: ");
        Error(Expect.NoRows<Reading>("m", "FROM {rows} JOIN \"secrets.csv\" ON true")).ShouldBe("Its SQL reads secrets.csv, which is not its rows; write FROM {rows}.");
        Error(Expect.NoRows<Reading>("m", "SELECT * FROM {rows} WHERE small IN (FROM information_schema.tables SELECT 1)")).ShouldBe("Its SQL reads tables, which is not its rows; write FROM {rows}.");
        Error(Expect.NoRows<Reading>("m", "SELECT * FROM (WITH \"a.csv\" AS (SELECT 1) SELECT 1), \"a.csv\", {rows}")).ShouldBe("Its SQL reads a.csv, which is not its rows; write FROM {rows}.");
        Error(Expect.NoRows<Reading>("m", "SELECT * FROM (DESCRIBE FROM {rows})")).ShouldBe("Its SQL describes or shows a table, which finds no rows of its own; write FROM {rows}.");
        Error(Expect.NoRows<Reading>("m", "FROM {rows}, repeat_row(1, num_rows = 2)")).ShouldBe("Its SQL reads repeat_row(…), which is not its rows; write FROM {rows}.");
        Error(Expect.Metric<Reading>("m", "count(*)").When(r => r.Text!.Length > 1)).ShouldStartWith("Check m is written in SQL, which runs over files and tables");
    }

    private static string Error(Expectation<Reading> expectation) => Result(expectation).Error!;

    private static string Run(Expectation<Reading> expectation)
    {
        var result = Result(expectation);
        return result.Error ?? $"{result.Outcome} {result.Tally.Tested} {result.Tally.Bad} {result.Tally.Value}";
    }

    private static CheckResult Result(Expectation<Reading> expectation)
    {
        using var engine = DuckDbDatabase.Open();
        using var connection = engine.Connect();
        var relation = new CheckRelation(Rows, ReadingCase.Schema, failed => failed);
        var results = new SuiteScan(relation, new CheckContext(ReadingCase.Now), OtherTables.None).Run(connection, [expectation.Check, Expect.RowCount<Reading>(4, 4).Check], TestContext.Current.CancellationToken);
        results[1].Outcome.ShouldBe(CheckOutcome.Pass);
        return results[0];
    }
}

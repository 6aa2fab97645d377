using Larder.DuckDb.Tests.Support;

namespace Larder.DuckDb.Tests.Statements;

public sealed class StatementTests : IDisposable
{
    private readonly TestDatabase _db = TestDatabase.Open();

    public void Dispose() => _db.Dispose();

    [Fact]
    public void A_statement_runs_again_with_other_values()
    {
        _db.Connection.Execute("CREATE TABLE t (i INTEGER, s VARCHAR)");
        using var insert = _db.Connection.Prepare("INSERT INTO t VALUES (?, ?)");
        insert.ParameterCount.ShouldBe(2);

        for (var i = 0; i < 5; i++)
        {
            insert.Bind(1, i);

            if (i == 3)
            {
                insert.BindNull(2);
            }
            else
            {
                insert.Bind(2, $"it's {i}\0\"ü\"");
            }

            insert.Execute().ShouldBe(1);
        }

        _db.Connection.ReadAll("SELECT s FROM t ORDER BY i").Select(r => r[0]).ShouldBe(
            ["it's 0\0\"ü\"", "it's 1\0\"ü\"", "it's 2\0\"ü\"", null, "it's 4\0\"ü\""]);
    }

    [Fact]
    public void A_parameter_outside_the_statement_is_refused()
    {
        using var statement = _db.Connection.Prepare("SELECT ?::INTEGER");

        Should.Throw<ArgumentOutOfRangeException>(() => statement.Bind(2, 1)).Message.ShouldBe(
            "There is no parameter 2: the statement has 1, numbered from 1. SQL: SELECT ?::INTEGER (Parameter 'parameter')");
        Should.Throw<ArgumentOutOfRangeException>(() => statement.BindNull(0)).Message.ShouldBe(
            "There is no parameter 0: the statement has 1, numbered from 1. SQL: SELECT ?::INTEGER (Parameter 'parameter')");
    }

    [Fact]
    public void A_value_of_the_wrong_type_is_an_error_of_DuckDB_and_the_statement_stays_usable()
    {
        using var statement = _db.Connection.Prepare("SELECT ?::INTEGER + 1");
        statement.Bind(1, "seven");

        var error = Should.Throw<DuckDbException>(() => statement.Query());
        error.Kind.ShouldBe(DuckDbErrorKind.Conversion);
        error.Message.ShouldStartWith("Conversion Error: Could not convert string 'seven' to INT32");
        error.Sql.ShouldBe("SELECT ?::INTEGER + 1");

        statement.Bind(1, "7");
        using var result = statement.Query();
        result.ReadAll().Single()[0].ShouldBe(8);
    }

    [Fact]
    public void A_parameter_without_a_value_is_named()
    {
        using var statement = _db.Connection.Prepare("SELECT ?, ?");
        statement.Bind(1, 1);

        Should.Throw<DuckDbException>(() => statement.Execute()).Message
            .ShouldBe("Invalid Input Error: Values were not provided for the following prepared statement parameters: 2");

        statement.Bind(2, 2);
        statement.Execute();
        statement.ClearBindings();
        Should.Throw<DuckDbException>(() => statement.Execute()).Kind.ShouldBe(DuckDbErrorKind.InvalidInput);
    }

    [Fact]
    public void Several_statements_or_none_cannot_be_prepared()
    {
        Should.Throw<DuckDbException>(() => _db.Connection.Prepare("SELECT 1; SELECT 2")).Message
            .ShouldBe("Invalid Input Error: Cannot prepare multiple statements at once!");
        Should.Throw<DuckDbException>(() => _db.Connection.Prepare("")).Message
            .ShouldBe("Invalid Input Error: No statement to prepare!");
    }

    [Fact]
    public void A_result_outlives_the_statement_that_started_it()
    {
        var statement = _db.Connection.Prepare("SELECT * FROM range(?)");
        statement.Bind(1, 100_000L);
        using var result = statement.Query();
        statement.Dispose();

        result.ReadAll().Count.ShouldBe(100_000);
        Should.Throw<ObjectDisposedException>(() => statement.Query());
        Should.Throw<ObjectDisposedException>(() => statement.Bind(1, 1));
        Should.Throw<ObjectDisposedException>(() => statement.ClearBindings());
    }

    [Fact]
    public void A_statement_follows_a_change_of_its_table()
    {
        _db.Connection.Execute("CREATE TABLE t AS SELECT 1 AS i");
        using var statement = _db.Connection.Prepare("SELECT * FROM t");
        _db.Connection.Execute("ALTER TABLE t ADD COLUMN s VARCHAR DEFAULT 'x'");

        using var result = statement.Query();
        result.ReadAll().Single().ShouldBe([1, "x"]);
    }

    [Fact]
    public void Values_that_have_no_exact_form_in_DuckDB_are_refused()
    {
        using var statement = _db.Connection.Prepare("SELECT ?");

        Should.Throw<ArgumentException>(() => statement.Bind(1, new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Local))).Message.ShouldBe(
            "A DateTime of kind Local has no fixed instant. Pass value.ToUniversalTime(), or a DateTimeOffset. (Parameter 'value')");
        Should.Throw<ArgumentException>(() => statement.Bind(1, "a\ud800b")).Message.ShouldBe(
            "The text has a surrogate without its partner at position 1 and cannot be stored as UTF-8; repair it first.");
    }

    [Fact]
    public void Text_and_blobs_of_any_length_arrive_whole()
    {
        using var statement = _db.Connection.Prepare("SELECT ?, ?");

        foreach (var length in new[] { 0, 1, 11, 12, 13, 85, 86, 255, 256, 257, 100_000 })
        {
            var text = string.Concat(Enumerable.Range(0, length).Select(i => i % 7 == 0 ? 'ß' : (char)('a' + (i % 26))));
            var blob = Enumerable.Range(0, length).Select(i => (byte)i).ToArray();
            statement.Bind(1, text);
            statement.Bind(2, blob);

            using var result = statement.Query();
            result.ReadAll().Single().ShouldBe([text, blob]);
        }
    }
}

using Larder.DuckDb.Tests.Support;

namespace Larder.DuckDb.Tests.Connections;

public sealed class ExecuteTests : IDisposable
{
    private readonly TestDatabase _db = TestDatabase.Open();

    public void Dispose() => _db.Dispose();

    [Fact]
    public void Several_statements_run_in_order_and_the_last_one_counts()
    {
        _db.Connection
            .Execute("CREATE TABLE t (i INTEGER); INSERT INTO t SELECT * FROM range(5); DELETE FROM t WHERE i > 2;")
            .ShouldBe(2);

        _db.Connection.QueryScalar<long>("SELECT count(*) FROM t").ShouldBe(3);
    }

    [Theory]
    [InlineData("CREATE TABLE t (i INTEGER)", 0)]
    [InlineData("CREATE TABLE t AS SELECT * FROM range(7)", 7)]
    [InlineData("CREATE TABLE t AS SELECT * FROM range(7); UPDATE t SET range = 0 WHERE range < 3", 3)]
    [InlineData("SELECT * FROM range(7)", 0)]
    [InlineData("SET threads = 2", 0)]
    [InlineData("", 0)]
    [InlineData("-- only a comment\n;;", 0)]
    public void The_number_of_changed_rows_depends_on_the_statement(string sql, long expected)
    {
        _db.Connection.Execute(sql).ShouldBe(expected);
    }

    [Fact]
    public void A_syntax_error_runs_nothing_and_carries_the_sql()
    {
        var error = Should.Throw<DuckDbException>(() => _db.Connection.Execute("CREATE TABLE t (i INTEGER); SELEC 1"));

        error.Kind.ShouldBe(DuckDbErrorKind.Parser);
        error.Message.ShouldBe(
            "Parser Error: syntax error at or near \"SELEC\"\n\nLINE 1: CREATE TABLE t (i INTEGER); SELEC 1\n                                    ^");
        error.Sql.ShouldBe("CREATE TABLE t (i INTEGER); SELEC 1");
        _db.Connection.QueryScalar<long>("SELECT count(*) FROM duckdb_tables()").ShouldBe(0);
    }

    [Fact]
    public void A_failing_statement_keeps_the_effect_of_those_before_it()
    {
        var error = Should.Throw<DuckDbException>(
            () => _db.Connection.Execute("CREATE TABLE t (i INTEGER); INSERT INTO t VALUES ('x'); CREATE TABLE u (i INTEGER)"));

        error.Kind.ShouldBe(DuckDbErrorKind.Conversion);
        error.Message.ShouldStartWith("Conversion Error: Could not convert string 'x' to INT32");
        _db.Connection.ReadAll("SELECT table_name FROM duckdb_tables()").Single()[0].ShouldBe("t");
    }

    [Fact]
    public void A_missing_table_is_a_catalog_error()
    {
        var error = Should.Throw<DuckDbException>(() => _db.Connection.Execute("DELETE FROM absent"));

        error.Kind.ShouldBe(DuckDbErrorKind.Catalog);
        error.Message.ShouldStartWith("Catalog Error: Table with name absent does not exist!");
    }

    [Fact]
    public void A_NUL_character_in_the_sql_is_refused_instead_of_cutting_the_text_off()
    {
        Should.Throw<ArgumentException>(() => _db.Connection.Execute("SELECT 1\0; DROP TABLE t")).Message.ShouldBe(
            "The SQL text contains a NUL character at position 8; bind such text as a parameter of a prepared statement. (Parameter 'sql')");
    }

    [Fact]
    public void A_disposed_connection_says_so()
    {
        _db.Connection.Dispose();

        Should.Throw<ObjectDisposedException>(() => _db.Connection.Execute("SELECT 1"));
        Should.Throw<ObjectDisposedException>(() => _db.Connection.Query("SELECT 1"));
        Should.Throw<ObjectDisposedException>(() => _db.Connection.Prepare("SELECT 1"));
        Should.Throw<ObjectDisposedException>(() => _db.Connection.Append("t"));
        Should.Throw<ObjectDisposedException>(() => _db.Connection.Interrupt());
    }
}

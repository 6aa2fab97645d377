using Larder.DuckDb.Tests.Support;

namespace Larder.DuckDb.Tests.Appending;

public sealed class AppenderTests : IDisposable
{
    private readonly TestDatabase _db = TestDatabase.Open();

    public AppenderTests() => _db.Connection.Execute("CREATE TABLE t (i INTEGER PRIMARY KEY, s VARCHAR)");

    public void Dispose() => _db.Dispose();

    [Fact]
    public void Rows_over_many_chunks_arrive_once_the_appender_is_closed()
    {
        const int Rows = 500_000;
        using var other = _db.Database.Connect();

        using (var appender = _db.Connection.Append("t"))
        {
            Fill(appender, Rows);
            other.QueryScalar<long>("SELECT count(*) FROM t").ShouldBe(0);
            appender.Close();
            appender.RowsAppended.ShouldBe(Rows);
        }

        other.ReadAll("SELECT count(*), sum(i)::BIGINT, count(s), max_by(s, i) FROM t").Single()
            .ShouldBe([(long)Rows, (long)Rows * (Rows - 1) / 2, (long)Rows * 2 / 3, "text number 499999"]);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(500_000)]
    public void Disposing_without_closing_keeps_nothing(int rows)
    {
        using (var appender = _db.Connection.Append("t"))
        {
            Fill(appender, rows);
        }

        _db.Connection.QueryScalar<long>("SELECT count(*) FROM t").ShouldBe(0);
        _db.Connection.Execute("BEGIN; COMMIT").ShouldBe(0);
    }

    [Fact]
    public void A_violated_constraint_keeps_nothing_and_ends_the_appender()
    {
        _db.Connection.Execute("INSERT INTO t VALUES (3000, 'there')");

        using (var appender = _db.Connection.Append("t"))
        {
            Fill(appender, 5000);

            var error = Should.Throw<DuckDbException>(appender.Close);
            error.Kind.ShouldBe(DuckDbErrorKind.Constraint);
            error.Message.ShouldBe("Failed to append: Duplicate key \"i: 3000\" violates primary key constraint.");

            Should.Throw<InvalidOperationException>(appender.Close).Message
                .ShouldBe("The appender to table \"t\" failed earlier and its rows were dropped; start a new one.");
        }

        _db.Connection.ReadAll("FROM t").Single().ShouldBe([3000, "there"]);
    }

    [Fact]
    public void A_violation_found_while_appending_drops_the_rows_moved_to_the_table_before()
    {
        _db.Connection.Execute("INSERT INTO t VALUES (400000, 'there')");
        using var appender = _db.Connection.Append("t");

        Should.Throw<DuckDbException>(() => Fill(appender, 1_000_000)).Kind.ShouldBe(DuckDbErrorKind.Constraint);

        _db.Connection.QueryScalar<long>("SELECT count(*) FROM t").ShouldBe(1);
    }

    [Fact]
    public void A_conflict_found_at_the_commit_keeps_nothing()
    {
        using var other = _db.Database.Connect();
        using var appender = _db.Connection.Append("t");
        Fill(appender, 100);
        appender.Flush();
        other.Execute("INSERT INTO t VALUES (50, 'first')");

        Should.Throw<DuckDbException>(appender.Close).Kind.ShouldBe(DuckDbErrorKind.Transaction);

        _db.Connection.QueryScalar<long>("SELECT count(*) FROM t").ShouldBe(1);
        _db.Connection.Execute("BEGIN; COMMIT");
    }

    [Fact]
    public void Closing_fails_when_another_statement_has_aborted_the_transaction()
    {
        using var appender = _db.Connection.Append("t");
        Fill(appender, 100);
        appender.Flush();
        Should.Throw<DuckDbException>(() => _db.Connection.Execute("SELECT error('x')"));

        Should.Throw<DuckDbException>(appender.Close).Message
            .ShouldBe("TransactionContext Error: Current transaction is aborted (please ROLLBACK)");

        _db.Connection.QueryScalar<long>("SELECT count(*) FROM t").ShouldBe(0);
    }

    [Fact]
    public void A_closed_appender_takes_no_more_rows()
    {
        using var appender = _db.Connection.Append("t");
        Fill(appender, 10);
        appender.Close();

        const string Message = "The appender to table \"t\" is closed; start a new one to append more rows.";
        Should.Throw<InvalidOperationException>(appender.AppendChunk).Message.ShouldBe(Message);
        Should.Throw<InvalidOperationException>(appender.Flush).Message.ShouldBe(Message);
        Should.Throw<InvalidOperationException>(appender.Close).Message.ShouldBe(Message);
    }

    [Fact]
    public void Flushed_rows_are_seen_by_the_same_connection_only()
    {
        using var other = _db.Database.Connect();
        using var appender = _db.Connection.Append("t");
        Fill(appender, 10);
        appender.Flush();

        _db.Connection.QueryScalar<long>("SELECT count(*) FROM t").ShouldBe(10);
        other.QueryScalar<long>("SELECT count(*) FROM t").ShouldBe(0);
    }

    [Theory]
    [InlineData("COMMIT", 500_001)]
    [InlineData("ROLLBACK", 0)]
    public void Inside_a_transaction_the_rows_share_its_fate(string end, long expected)
    {
        _db.Connection.Execute("BEGIN; INSERT INTO t VALUES (-1, 'before')");

        using (var appender = _db.Connection.Append("t"))
        {
            Fill(appender, 500_000);
            appender.Close();
        }

        _db.Connection.Execute(end);
        _db.Connection.QueryScalar<long>("SELECT count(*) FROM t").ShouldBe(expected);
    }

    [Fact]
    public void Given_up_inside_a_transaction_before_any_row_it_leaves_the_transaction_intact()
    {
        _db.Connection.Execute("BEGIN; INSERT INTO t VALUES (-1, 'before')");
        _db.Connection.Append("t").Dispose();
        _db.Connection.Execute("COMMIT");

        _db.Connection.QueryScalar<long>("SELECT count(*) FROM t").ShouldBe(1);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(500_000)]
    public void Given_up_inside_a_transaction_after_rows_it_aborts_the_transaction(int rows)
    {
        _db.Connection.Execute("BEGIN; INSERT INTO t VALUES (-1, 'before')");

        using (var appender = _db.Connection.Append("t"))
        {
            Fill(appender, rows);
        }

        var error = Should.Throw<DuckDbException>(() => _db.Connection.Execute("INSERT INTO t VALUES (-2, 'after')"));
        error.Kind.ShouldBe(DuckDbErrorKind.Transaction);
        error.Message.ShouldStartWith("TransactionContext Error: Current transaction is aborted (please ROLLBACK)");
        _db.Connection.Execute("ROLLBACK");
        _db.Connection.QueryScalar<long>("SELECT count(*) FROM t").ShouldBe(0);
    }

    [Fact]
    public void Only_one_appender_at_a_time_is_open_on_a_connection()
    {
        using (_db.Connection.Append("t"))
        {
            Should.Throw<InvalidOperationException>(() => _db.Connection.Append("t")).Message.ShouldBe(
                "An appender to table \"t\" is open on this connection. Close() or dispose it first, or use a second connection.");
        }

        _db.Connection.Append("t").Dispose();
    }

    [Fact]
    public void A_missing_table_is_named_and_leaves_no_transaction_behind()
    {
        var error = Should.Throw<DuckDbException>(() => _db.Connection.Append("absent"));

        error.Kind.ShouldBe(DuckDbErrorKind.Catalog);
        error.Message.ShouldContain("absent");
        _db.Connection.Execute("BEGIN; COMMIT");
    }

    [Fact]
    public void Schemas_and_names_with_quotes_are_found()
    {
        _db.Connection.Execute("CREATE SCHEMA \"my schema\"; CREATE TABLE \"my schema\".\"a\"\"b\" (i INTEGER)");

        using (var appender = _db.Connection.Append("a\"b", "my schema"))
        {
            appender.Columns.Single().ShouldBe(new DuckDbColumn("i", DuckDbType.Of(DuckDbTypeKind.Integer)));
            appender.Chunk[0].Values<int>()[0] = 7;
            appender.Chunk.RowCount = 1;
            appender.Close();
        }

        _db.Connection.QueryScalar<int>("FROM \"my schema\".\"a\"\"b\"").ShouldBe(7);
    }

    [Fact]
    public void A_column_of_a_type_that_cannot_be_written_is_named()
    {
        _db.Connection.Execute("CREATE TABLE u (i INTEGER, \"a b\" HUGEINT)");

        Should.Throw<NotSupportedException>(() => _db.Connection.Append("u")).Message.ShouldBe(
            "Column \"a b\" of table \"u\" is of type HUGEINT, which cannot be appended. "
            + "Append to a table with a VARCHAR column there and move the rows with INSERT INTO … SELECT and a CAST.");
        _db.Connection.Execute("BEGIN; COMMIT");
    }

    [Fact]
    public void Generated_columns_are_not_appended()
    {
        _db.Connection.Execute("CREATE TABLE g (i INTEGER, twice INTEGER GENERATED ALWAYS AS (i * 2))");

        using (var appender = _db.Connection.Append("g"))
        {
            appender.Chunk.ColumnCount.ShouldBe(1);
            appender.Chunk[0].Values<int>()[0] = 21;
            appender.Chunk.RowCount = 1;
            appender.Close();
        }

        _db.Connection.ReadAll("FROM g").Single().ShouldBe([21, 42]);
    }

    [Fact]
    public void Rows_never_set_are_empty_also_in_a_chunk_used_before()
    {
        using (var appender = _db.Connection.Append("t"))
        {
            Fill(appender, 2048, first: 1);
            appender.Chunk[0].Values<int>()[0] = -1;
            appender.Chunk.RowCount = 1;
            appender.AppendChunk();
            appender.Chunk.RowCount = 1;
            appender.Close();
        }

        _db.Connection.ReadAll("SELECT i, s FROM t WHERE i = -1 OR s = '' ORDER BY i").ShouldBe([[-1, ""], [0, ""]]);
    }

    [Fact]
    public void An_appender_may_be_disposed_after_its_connection()
    {
        var connection = _db.Database.Connect();
        var appender = connection.Append("t");
        Fill(appender, 500_000);

        connection.Dispose();

        Should.Throw<ObjectDisposedException>(appender.AppendChunk);
        Should.Throw<ObjectDisposedException>(appender.Close);
        appender.Dispose();
        appender.Dispose();
        _db.Connection.QueryScalar<long>("SELECT count(*) FROM t").ShouldBe(0);
    }

    private static void Fill(DuckDbAppender appender, int rows, int first = 0)
    {
        for (var start = first; start < first + rows; start += appender.Chunk.Capacity)
        {
            var count = Math.Min(appender.Chunk.Capacity, first + rows - start);
            var numbers = appender.Chunk[0].Values<int>();
            var texts = appender.Chunk[1];

            for (var row = 0; row < count; row++)
            {
                numbers[row] = start + row;

                if ((start + row) % 3 == 0)
                {
                    texts.SetNull(row);
                }
                else
                {
                    texts.SetString(row, $"text number {start + row}");
                }
            }

            appender.Chunk.RowCount = count;
            appender.AppendChunk();
        }
    }
}

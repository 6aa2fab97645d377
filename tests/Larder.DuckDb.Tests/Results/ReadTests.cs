using Larder.DuckDb.Tests.Support;

namespace Larder.DuckDb.Tests.Results;

public sealed class ReadTests : IDisposable
{
    private readonly TestDatabase _db = TestDatabase.Open();

    public void Dispose() => _db.Dispose();

    [Fact]
    public void Rows_arrive_in_chunks_and_in_order()
    {
        using var result = _db.Connection.Query("SELECT i::BIGINT AS n, (i % 1000)::VARCHAR AS s FROM range(10000) t(i)");
        var expected = 0L;

        while (result.Read() is { } chunk)
        {
            chunk.RowCount.ShouldBeInRange(1, 2048);
            var numbers = chunk[0].Values<long>();
            var texts = chunk[1];

            for (var row = 0; row < chunk.RowCount; row++, expected++)
            {
                numbers[row].ShouldBe(expected);
                texts.GetString(row).ShouldBe($"{expected % 1000}");
            }
        }

        expected.ShouldBe(10_000);
        result.Read().ShouldBeNull();
    }

    [Fact]
    public void Columns_carry_names_and_types()
    {
        using var result = _db.Connection.Query(
            "SELECT 1 AS \"größe\", 1.5::DECIMAL(18,3) AS d, [1] AS l, {'a': 1::BIGINT, 'b c': ['x']} AS s, 1::HUGEINT AS h");

        result.Columns.Select(c => $"{c.Name}: {c.Type}").ShouldBe([
            "größe: INTEGER",
            "d: DECIMAL(18,3)",
            "l: INTEGER[]",
            "s: STRUCT(\"a\" BIGINT, \"b c\" VARCHAR[])",
            "h: HUGEINT",
        ]);
    }

    [Fact]
    public void An_empty_result_has_columns_and_no_chunk()
    {
        using var result = _db.Connection.Query("SELECT 1 AS a WHERE false");

        result.Columns.Single().Name.ShouldBe("a");
        result.Read().ShouldBeNull();
        result.Read().ShouldBeNull();
    }

    [Fact]
    public void The_last_of_several_statements_is_streamed()
    {
        _db.Connection.ReadAll("CREATE TABLE t (i INTEGER); INSERT INTO t VALUES (7); FROM t").Single()[0].ShouldBe(7);
    }

    [Fact]
    public void Text_without_a_statement_cannot_be_queried()
    {
        Should.Throw<ArgumentException>(() => _db.Connection.Query("-- nothing")).Message
            .ShouldBe("The SQL text contains no statement to query. (Parameter 'sql')");
    }

    [Fact]
    public void An_error_on_the_way_keeps_the_rows_read_before_it_and_ends_the_result()
    {
        using var result = _db.Connection.Query(
            "SELECT CASE WHEN i < 1500000 THEN i ELSE error('row ' || i) END FROM range(2000000) t(i)");
        var rows = 0;

        var error = Should.Throw<DuckDbException>(() =>
        {
            while (result.Read() is { } chunk)
            {
                rows += chunk.RowCount;
            }
        });

        rows.ShouldBeGreaterThan(0);
        error.Kind.ShouldBe(DuckDbErrorKind.InvalidInput);
        error.Message.ShouldStartWith("Invalid Input Error: row 1500000");
        Should.Throw<InvalidOperationException>(() => result.Read()).Message
            .ShouldBe("This result failed earlier and has no more rows; run the query again.");
        _db.Connection.QueryScalar<int>("SELECT 42").ShouldBe(42);
    }

    [Fact]
    public void Starting_another_statement_ends_the_result_being_read()
    {
        using var result = _db.Connection.Query("SELECT * FROM range(1000000)");
        result.Read().ShouldNotBeNull();

        _db.Connection.Execute("SELECT 1");

        Should.Throw<InvalidOperationException>(() => result.Read()).Message.ShouldBe(
            "This result has ended because its connection started another statement. "
            + "Read a result to its end first, or use a second connection.");
    }

    [Fact]
    public void A_result_given_up_half_read_leaves_a_transaction_intact()
    {
        _db.Connection.Execute("CREATE TABLE t (i INTEGER); BEGIN; INSERT INTO t VALUES (1)");

        using (var result = _db.Connection.Query("SELECT * FROM range(1000000)"))
        {
            result.Read().ShouldNotBeNull();
        }

        _db.Connection.Execute("INSERT INTO t VALUES (2); COMMIT");
        _db.Connection.QueryScalar<long>("SELECT count(*) FROM t").ShouldBe(2);
    }

    [Fact]
    public void A_result_cannot_be_read_after_its_connection_is_disposed()
    {
        using var connection = _db.Database.Connect();
        using var result = connection.Query("SELECT * FROM range(1000000)");
        result.Read().ShouldNotBeNull();

        connection.Dispose();

        Should.Throw<ObjectDisposedException>(() => result.Read());
    }

    [Fact]
    public void A_chunk_and_its_vectors_are_invalid_after_the_next_read()
    {
        using var result = _db.Connection.Query("SELECT i, i::VARCHAR, [i], {'a': i} FROM range(5000) t(i)");
        var first = result.Read().ShouldNotBeNull();
        var numbers = first[0];
        var texts = first[1];
        var lists = first[2];
        var structs = first[3];
        result.Read();

        ShouldBeDisposed(() => first[0].Values<long>());
        ShouldBeDisposed(numbers, v => v.Values<long>());
        ShouldBeDisposed(numbers, v => _ = v.Validity);
        ShouldBeDisposed(numbers, v => v.IsValid(0));
        ShouldBeDisposed(texts, v => v.Bytes(0));
        ShouldBeDisposed(texts, v => v.GetString(0));
        ShouldBeDisposed(lists, v => _ = v.Child);
        ShouldBeDisposed(lists, v => v.ListEntry(0));
        ShouldBeDisposed(structs, v => v.Field(0));
        ShouldBeDisposed(structs, v => v.Field("a"));
        ShouldBeDisposed(default, v => v.IsValid(0));
    }

    [Fact]
    public void A_chunk_is_invalid_after_its_result_is_disposed()
    {
        var result = _db.Connection.Query("SELECT 1");
        var chunk = result.Read().ShouldNotBeNull();
        result.Dispose();

        ShouldBeDisposed(() => chunk[0].Values<int>());
        Should.Throw<ObjectDisposedException>(() => result.Read());
    }

    private delegate void Use(DuckDbVector vector);

    private static void ShouldBeDisposed(Action use) => Should.Throw<ObjectDisposedException>(use);

    private static void ShouldBeDisposed(DuckDbVector vector, Use use)
    {
        try
        {
            use(vector);
        }
        catch (ObjectDisposedException)
        {
            return;
        }

        Assert.Fail("The vector could be used after its chunk.");
    }
}

using Larder.DuckDb.Tests.Support;

namespace Larder.DuckDb.Tests.Functions;

public sealed class FunctionTests
{
    private static readonly DuckDbColumn[] Columns =
    [
        new("half", DuckDbType.Of(DuckDbTypeKind.Double)),
        new("odd text", DuckDbType.Of(DuckDbTypeKind.Varchar)),
    ];

    [Fact]
    public void Every_row_gets_its_own_values_on_all_threads()
    {
        using var db = TestDatabase.Open();
        db.Connection.Execute("CREATE TABLE t AS SELECT range AS i FROM range(500000)");
        var threads = new System.Collections.Concurrent.ConcurrentDictionary<int, bool>();
        db.Connection.AddFunction("f", Columns, (arguments, rows) =>
        {
            threads[Environment.CurrentManagedThreadId] = true;
            Halve(arguments, rows);
        });

        using var other = db.Database.Connect();
        var wrong = other.QueryScalar<long>(
            """SELECT count(*) FROM (SELECT i, f(i) AS r FROM t) WHERE r.half <> i / 2 OR r."odd text" IS DISTINCT FROM CASE WHEN i % 2 = 1 THEN 'the odd number ' || i END""");

        wrong.ShouldBe(0);
        threads.Count.ShouldBeInRange(1, 2);
    }

    [Fact]
    public void A_row_is_computed_once_even_where_several_fields_are_taken()
    {
        using var db = TestDatabase.Open();
        var calls = 0;
        db.Connection.AddFunction("f", Columns, (arguments, rows) =>
        {
            Interlocked.Add(ref calls, arguments.Length);
            Halve(arguments, rows);
        });

        db.Connection.QueryScalar<string>("SELECT string_agg(r.half || coalesce(r.\"odd text\", '-'), ' ' ORDER BY i) FROM (SELECT range AS i, f(range) AS r FROM range(3))")
            .ShouldBe("0.0- 0.5the odd number 1 1.0-");

        calls.ShouldBe(3);
    }

    [Fact]
    public void What_the_function_throws_fails_the_statement_and_nothing_else()
    {
        using var db = TestDatabase.Open();
        db.Connection.AddFunction("f", Columns, (arguments, rows) =>
        {
            if (arguments.Contains(7))
            {
                throw new FormatException("seven is not wanted");
            }

            Halve(arguments, rows);
        });

        Should.Throw<DuckDbException>(() => db.Connection.Execute("SELECT f(range) FROM range(10)")).Message.ShouldContain("seven is not wanted");
        db.Connection.QueryScalar<double>("SELECT f(range).half FROM range(5, 6)").ShouldBe(2.5);
    }

    [Fact]
    public void Null_is_no_argument()
    {
        using var db = TestDatabase.Open();
        db.Connection.AddFunction("f", Columns, Halve);

        Should.Throw<DuckDbException>(() => db.Connection.Execute("SELECT f(nullif(range, 3)) FROM range(10)"))
            .Message.ShouldContain("The argument is NULL in some row; leave such rows out.");
    }

    [Fact]
    public void Rows_cannot_be_written_after_the_function_has_returned()
    {
        using var db = TestDatabase.Open();
        var failure = default(Exception);
        db.Connection.AddFunction("f", [new DuckDbColumn("i", DuckDbType.Of(DuckDbTypeKind.BigInt))], (arguments, rows) =>
        {
            arguments.CopyTo(rows[0].Values<long>());
            try
            {
                _ = rows[1];
            }
            catch (ArgumentOutOfRangeException outside)
            {
                failure = outside;
            }
        });

        db.Connection.QueryScalar<long>("SELECT sum(f(range).i)::BIGINT FROM range(5000)").ShouldBe(12_497_500);
        failure.ShouldNotBeNull();
    }

    [Fact]
    public void A_function_lives_until_its_database_is_closed_and_no_longer()
    {
        var captured = Register();

        for (var i = 0; i < 10 && captured.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        captured.IsAlive.ShouldBeFalse();

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference Register()
        {
            using var db = TestDatabase.Open();
            var state = new int[1];
            db.Connection.AddFunction("f", Columns, (arguments, rows) =>
            {
                state[0] += arguments.Length;
                Halve(arguments, rows);
            });
            GC.Collect();
            GC.WaitForPendingFinalizers();
            db.Connection.QueryScalar<double>("SELECT f(4).half FROM range(1)").ShouldBe(2);
            state[0].ShouldBe(1);
            return new WeakReference(state);
        }
    }

    [Fact]
    public void Columns_that_cannot_be_written_are_refused()
    {
        using var db = TestDatabase.Open();

        Should.Throw<ArgumentException>(() => db.Connection.AddFunction("f", [], Halve)).Message
            .ShouldBe("Function f needs columns, all of types that can be written; cast others to VARCHAR in SQL. (Parameter 'columns')");
        Should.Throw<ArgumentException>(() => db.Connection.AddFunction("f", [new DuckDbColumn("l", DuckDbType.List(DuckDbType.List(DuckDbType.Of(DuckDbTypeKind.BigInt))))], Halve)).Message
            .ShouldBe("Function f needs columns, all of types that can be written; cast others to VARCHAR in SQL. (Parameter 'columns')");
    }

    [Fact]
    public void A_later_function_takes_the_place_of_one_of_its_name()
    {
        using var db = TestDatabase.Open();
        db.Connection.AddFunction("f", Columns, (_, _) => throw new FormatException("the first one"));
        db.Connection.AddFunction("f", Columns, Halve);

        db.Connection.QueryScalar<double>("SELECT f(4).half FROM range(1)").ShouldBe(2);
    }

    [Fact]
    public void The_name_of_something_else_is_refused()
    {
        using var db = TestDatabase.Open();

        Should.Throw<InvalidOperationException>(() => db.Connection.AddFunction("count", Columns, Halve)).Message
            .ShouldBe("DuckDB did not accept function count; give another name.");
    }

    private static void Halve(ReadOnlySpan<long> arguments, DuckDbFunctionRows rows)
    {
        var half = rows[0];
        var odd = rows[1];
        for (var row = 0; row < arguments.Length; row++)
        {
            half.Values<double>()[row] = arguments[row] / 2.0;
            if (arguments[row] % 2 == 1)
            {
                odd.SetString(row, $"the odd number {arguments[row]}");
            }
            else
            {
                odd.SetNull(row);
            }
        }
    }
}

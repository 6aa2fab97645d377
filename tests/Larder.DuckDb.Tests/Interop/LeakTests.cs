using System.Runtime.CompilerServices;
using Larder.DuckDb.Interop;
using Larder.DuckDb.Tests.Support;

namespace Larder.DuckDb.Tests.Interop;

/// <summary>Counts native objects, so nothing else may run meanwhile.</summary>
[CollectionDefinition(nameof(LeakTests), DisableParallelization = true)]
public sealed class Alone;

[Collection(nameof(LeakTests))]
public sealed class LeakTests
{
    [Fact]
    public void Thousands_of_results_leave_no_native_object_behind()
    {
        var before = OpenAfterCollection();

        for (var i = 0; i < 10; i++)
        {
            using var db = TestDatabase.Open();
            db.Connection.Execute("CREATE TABLE t (i INTEGER PRIMARY KEY, s VARCHAR)");

            for (var k = 0; k < 100; k++)
            {
                UseEverything(db.Connection, k);
            }
        }

        NativeHandle.OpenCount.ShouldBe(before);
    }

    [Fact]
    public void Objects_never_disposed_are_finalized_in_any_order()
    {
        var before = OpenAfterCollection();

        for (var i = 0; i < 60; i++)
        {
            Forget(i);
        }

        OpenAfterCollection().ShouldBe(before);
    }

    [Fact]
    public void Parents_are_destroyed_only_after_the_last_of_their_children()
    {
        var before = OpenAfterCollection();
        var database = DuckDbDatabase.Open();
        var connection = database.Connect();
        var result = connection.Query("SELECT * FROM range(10000)");
        NativeHandle.OpenCount.ShouldBe(before + 3);

        database.Dispose();
        connection.Dispose();
        NativeHandle.OpenCount.ShouldBe(before + 3);

        result.Dispose();
        NativeHandle.OpenCount.ShouldBe(before);
    }

    [Fact]
    public void Disposing_parents_first_or_twice_is_harmless()
    {
        var before = OpenAfterCollection();

        for (var i = 0; i < 60; i++)
        {
            var database = DuckDbDatabase.Open();
            var connection = database.Connect();
            connection.Execute("CREATE TABLE t (i INTEGER)");
            var statement = connection.Prepare("SELECT * FROM range(10000)");
            var appender = connection.Append("t");
            var result = statement.Query();
            result.Read().ShouldNotBeNull();
            IDisposable[] all = [database, connection, statement, appender, result];

            // A different order each time, then everything once more.
            for (var k = 0; k < all.Length; k++)
            {
                all[(k * (1 + (i % 4)) + i) % all.Length].Dispose();
            }

            foreach (var one in all)
            {
                one.Dispose();
            }
        }

        NativeHandle.OpenCount.ShouldBe(before);
    }

    private static void UseEverything(DuckDbConnection connection, int round)
    {
        using (var appender = connection.Append("t"))
        {
            appender.Chunk[0].Values<int>()[0] = round;
            appender.Chunk.RowCount = 1;
            appender.Close();
        }

        connection.Append("t").Dispose();
        Should.Throw<DuckDbException>(() => connection.Append("absent"));
        Should.Throw<DuckDbException>(() => connection.Execute("SELECT * FROM absent"));
        Should.Throw<DuckDbException>(() => connection.Execute("SELEC 1"));
        Should.Throw<DuckDbException>(() => connection.Execute("SELECT error('x')"));
        Should.Throw<DuckDbException>(() => connection.Prepare("SELEC 1"));
        connection.ReadAll("SELECT [i], {'a': s}, 1.5 FROM t").Count.ShouldBe(round + 1);

        using var statement = connection.Prepare("SELECT ?::VARCHAR FROM range(5000)");
        statement.Bind(1, "x");
        using var abandoned = statement.Query();
        abandoned.Read().ShouldNotBeNull();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(int round)
    {
        var database = DuckDbDatabase.Open();
        var connection = database.Connect();
        connection.Execute("CREATE TABLE t (i INTEGER)");
        var statement = connection.Prepare("SELECT i, 'text ' || i FROM range(100000) t(i)");
        var result = statement.Query();
        _ = result.Read().ShouldNotBeNull()[0].Values<long>()[0];

        if (round % 2 == 0)
        {
            var appender = connection.Append("t");
            appender.Chunk.RowCount = 2048;
            appender.AppendChunk();
        }
    }

    private static long OpenAfterCollection()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return NativeHandle.OpenCount;
    }
}

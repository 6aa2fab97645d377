using Larder.DuckDb.Tests.Support;

namespace Larder.DuckDb.Tests.Connections;

public sealed class CancellationTests : IDisposable
{
    // Far more work than any test waits for, and nothing an optimizer can shorten.
    private const string Endless = "SELECT count(*) FROM range(10000000) a(i), range(10000000) b(i) WHERE (a.i * 31 + b.i * 17) % 1000003 = 5";
    private const string EndlessWithoutRows = "SELECT a.i FROM range(10000000) a(i), range(10000000) b(i) WHERE (a.i + b.i) % 1000003 = 1000004";

    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(50);

    private readonly TestDatabase _db = TestDatabase.Open();

    public void Dispose() => _db.Dispose();

    [Fact]
    public void Cancelling_stops_a_running_statement_and_the_error_carries_the_callers_token()
    {
        using var source = new CancellationTokenSource(Delay);

        var error = Should.Throw<OperationCanceledException>(() => _db.Connection.Execute(Endless, source.Token));

        error.CancellationToken.ShouldBe(source.Token);
        error.Message.ShouldBe("The query was canceled.");
        error.InnerException.ShouldBeOfType<DuckDbException>().Kind.ShouldBe(DuckDbErrorKind.Interrupt);
        ShouldBeUsable();
    }

    [Fact]
    public void Cancelling_stops_a_query_before_its_first_row()
    {
        using var source = new CancellationTokenSource(Delay);

        Should.Throw<OperationCanceledException>(() => _db.Connection.Query(EndlessWithoutRows, source.Token))
            .CancellationToken.ShouldBe(source.Token);
        ShouldBeUsable();
    }

    [Fact]
    public void Cancelling_stops_a_read_that_waits_for_rows()
    {
        // Query returns once its buffer is full; the rest of the first part is not enough to fill it again.
        using var result = _db.Connection.Query("SELECT i FROM range(200000) t(i) UNION ALL " + EndlessWithoutRows);
        using var source = new CancellationTokenSource(Delay);
        var chunks = 0;

        Should.Throw<OperationCanceledException>(() =>
        {
            while (result.Read(source.Token) is not null)
            {
                chunks++;
            }
        }).CancellationToken.ShouldBe(source.Token);
        chunks.ShouldBeGreaterThan(0);
        Should.Throw<InvalidOperationException>(() => result.Read());
        ShouldBeUsable();
    }

    [Fact]
    public void The_token_of_the_query_also_stops_reads_without_a_token()
    {
        using var source = new CancellationTokenSource();
        using var result = _db.Connection.Query("SELECT i FROM range(100000000) t(i)", source.Token);
        result.Read().ShouldNotBeNull();

        source.Cancel();

        Should.Throw<OperationCanceledException>(() => result.Read()).CancellationToken.ShouldBe(source.Token);
        ShouldBeUsable();
    }

    [Fact]
    public void A_prepared_statement_is_cancelled_and_runs_again()
    {
        using var statement = _db.Connection.Prepare(
            "SELECT count(*) FROM range(?) a(i), range(10000000) b(i) WHERE (a.i * 31 + b.i * 17) % 1000003 = 5");
        using var source = new CancellationTokenSource(Delay);
        statement.Bind(1, 10_000_000L);

        Should.Throw<OperationCanceledException>(() => statement.Execute(source.Token)).CancellationToken.ShouldBe(source.Token);

        statement.Bind(1, 0L);
        using var result = statement.Query();
        result.ReadAll().Single()[0].ShouldBe(0L);
    }

    [Fact]
    public void A_cancelled_token_runs_nothing()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        Should.Throw<OperationCanceledException>(() => _db.Connection.Execute("CREATE TABLE t (i INTEGER)", source.Token))
            .CancellationToken.ShouldBe(source.Token);
        Should.Throw<OperationCanceledException>(() => _db.Connection.Query("SELECT 1", source.Token));

        _db.Connection.QueryScalar<long>("SELECT count(*) FROM duckdb_tables()").ShouldBe(0);
    }

    [Fact]
    public void Interrupting_from_another_thread_stops_the_statement()
    {
        using var timer = new Timer(_ => _db.Connection.Interrupt(), null, Delay, Delay);

        var error = Should.Throw<OperationCanceledException>(() => _db.Connection.Execute(Endless));

        error.Message.ShouldBe("The query was interrupted by DuckDbConnection.Interrupt().");
        error.CancellationToken.ShouldBe(CancellationToken.None);
    }

    [Fact]
    public void Interrupting_an_idle_connection_disturbs_nothing()
    {
        _db.Connection.Execute("CREATE TABLE t (i INTEGER)");
        _db.Connection.Interrupt();
        ShouldBeUsable();
        _db.Connection.Interrupt();

        using (var appender = _db.Connection.Append("t"))
        {
            appender.Chunk.RowCount = 3;
            _db.Connection.Interrupt();
            appender.Close();
        }

        _db.Connection.QueryScalar<long>("SELECT count(*) FROM t").ShouldBe(3);
    }

    // DuckDB forgets an interrupt that comes before it has started the statement. The sweep hits that moment too: a lost
    // cancellation would run the endless query, so it shows as a timeout.
    [Fact(Timeout = 120_000)]
    public Task Cancelling_at_any_moment_of_the_start_ends_the_statement() => Task.Run(() =>
    {
        using var statement = _db.Connection.Prepare(Endless);

        for (var i = 0; i < 1500; i++)
        {
            using var source = new CancellationTokenSource();
            using var ready = new Barrier(2);
            var spins = i % 300;
            var cancel = new Thread(() =>
            {
                ready.SignalAndWait();
                Thread.SpinWait(spins);
                source.Cancel();
            });
            cancel.Start();
            ready.SignalAndWait();

            Should.Throw<OperationCanceledException>(() => statement.Execute(source.Token)).CancellationToken.ShouldBe(source.Token);

            cancel.Join();
        }

        ShouldBeUsable();
    });

    [Fact]
    public async Task Cancelling_at_any_moment_of_a_short_query_never_harms_the_next_one()
    {
        for (var i = 0; i < 300; i++)
        {
            using var source = new CancellationTokenSource();
            var cancel = Task.Run(
                () =>
                {
                    Thread.SpinWait(500 * (i % 60));
                    source.Cancel();
                },
                CancellationToken.None);

            try
            {
                using var result = _db.Connection.Query("SELECT sum(i)::BIGINT FROM range(200000) t(i)", source.Token);
                result.ReadAll().Single()[0].ShouldBe(19_999_900_000L);
            }
            catch (OperationCanceledException e)
            {
                e.CancellationToken.ShouldBe(source.Token);
            }

            _db.Connection.QueryScalar<int>("SELECT 42").ShouldBe(42);
            await cancel;
        }
    }

    [Fact]
    public void A_cancelled_statement_leaves_a_transaction_that_can_be_rolled_back()
    {
        _db.Connection.Execute("CREATE TABLE t (i INTEGER); BEGIN; INSERT INTO t VALUES (1)");
        using var source = new CancellationTokenSource(Delay);

        Should.Throw<OperationCanceledException>(() => _db.Connection.Execute(Endless, source.Token));

        _db.Connection.Execute("ROLLBACK");
        _db.Connection.QueryScalar<long>("SELECT count(*) FROM t").ShouldBe(0);
    }

    private void ShouldBeUsable()
    {
        _db.Connection.QueryScalar<int>("SELECT 42").ShouldBe(42);
        _db.Connection.ReadAll("SELECT * FROM range(5000)").Count.ShouldBe(5000);
    }
}

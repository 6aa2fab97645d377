using Larder.Errors;
using Larder.Support;

namespace Larder.Postgres;

/// <summary>Tables and queries of a real server: values, what each ingest reads, and every way in which it cannot.</summary>
public sealed class PostgresSourceTests(PostgresServer server)
{
    private const string Orders = """
        CREATE TABLE orders (id bigint, customer text, at timestamptz, amount numeric(20,10), paid boolean, note text, items bigint[], scores jsonb, pieces smallint, ratio real, due timestamp, other bytea);
        """;

    private const string Stamps = "CREATE TABLE stamps (at timestamptz, note text);";

    [Fact]
    public async Task Values_come_as_they_are()
    {
        using var world = new ShopWorld(await server.DatabaseAsync($$"""
            {{Orders}}
            INSERT INTO orders VALUES
              (9007199254740993, E'O''Brien, "ünï" 💥', '2024-07-01 12:00:00.123456+02', 0.1, true, E'two\r\nlines', '{1,9223372036854775807}', '{"a": 1.5, "b": 2}', 3, 0.1, '2024-07-01 12:00:00'),
              (9007199254740994, '\N', '0999-01-01 00:00:00Z', NULL, false, '', '{}', '{}', NULL, 'NaN', NULL),
              (9007199254740995, 'c', '2024-07-01', 12345678.123456789, NULL, NULL, NULL, NULL, NULL, '-Infinity', '1969-12-31');
            """));

        var report = await world.IngestAsync("orders");

        (report.Counts.RowsRead, report.Counts.RowsStored).ShouldBe((3, 3));
        world.Stored("orders", "id, customer, at, amount, paid, note, items, scores, pieces, ratio, due").ShouldBe(
        [
            "9007199254740993 | O'Brien, \"ünï\" 💥 | 2024-07-01 10:00:00.123456 | 0.1 | true | two\r\nlines | [1, 9223372036854775807] | {a=1.5, b=2.0} | 3 | 0.1 | 2024-07-01 12:00:00",
            "9007199254740994 | \\N | 0999-01-01 00:00:00 | null | false |  | [] | {} | null | -nan | null",
            "9007199254740995 | c | 2024-07-01 00:00:00 | 12345678.12345679 | null | null | null | null | null | -inf | 1969-12-31 00:00:00",
        ]);
    }

    [Fact]
    public async Task Each_ingest_reads_on_from_the_watermark()
    {
        var database = await server.DatabaseAsync($"{Orders} INSERT INTO orders (id, customer, at) SELECT i, 'c' || i, '2024-01-01'::timestamptz + i * interval '1 hour' FROM generate_series(3, 1, -1) i");
        using var world = new ShopWorld(database);

        (await world.IngestAsync("orders")).Counts.RowsStored.ShouldBe(3);
        (await world.IngestAsync("orders")).IsRepeat.ShouldBeTrue();
        await PostgresServer.ExecuteAsync(database, "INSERT INTO orders (id, customer, at) VALUES (4, NULL, '2024-01-02'), (2, 'late', '2024-01-02')");
        var third = await world.IngestAsync("orders");
        (third.Counts.RowsRead, third.Counts.RowsStored, third.Counts.RowsQuarantined).ShouldBe((1, 0, 1));
        (await world.IngestAsync("orders")).IsRepeat.ShouldBeTrue("the watermark is that of rows read, quarantined ones too");
        world.Stored("orders", "id, customer").ShouldBe(["1 | c1", "2 | c2", "3 | c3"]);
    }

    [Fact]
    public async Task A_time_may_be_the_watermark_of_a_query()
    {
        var database = await server.DatabaseAsync($"{Stamps} INSERT INTO stamps VALUES ('2024-01-01 00:00:00.000001Z', 'a'), ('2024-01-01 00:00:00.000002Z', 'b')");
        using var world = new ShopWorld(database);

        await world.IngestAsync("asked");
        await PostgresServer.ExecuteAsync(database, "INSERT INTO stamps VALUES ('2024-01-01 00:00:00.000003Z', 'c')");
        (await world.IngestAsync("asked")).Counts.RowsRead.ShouldBe(1);

        world.Stored("asked", "note").ShouldBe(["A", "B", "C"]);
    }

    [Fact]
    public async Task Rows_without_a_watermark_are_known_by_their_id()
    {
        var database = await server.DatabaseAsync($"{Orders} INSERT INTO orders (id, customer, at) VALUES (2, 'b', '2024-01-01'), (1, 'a', '2024-01-01')");
        using var world = new ShopWorld(database);

        await world.IngestAsync("all");
        await PostgresServer.ExecuteAsync(database, "INSERT INTO orders (id, customer, at) VALUES (0, 'c', '2024-01-01')");
        var second = await world.IngestAsync("all");

        (second.Counts.RowsRead, second.Counts.RowsStored, second.Counts.RowsRepeated).ShouldBe((3, 1, 2));
        world.Stored("all", "id, customer").ShouldBe(["1 | a", "2 | b", "0 | c"]);
    }

    [Fact]
    public async Task Rows_that_cannot_be_read_are_named()
    {
        var database = await server.DatabaseAsync($"{Orders}{Stamps} INSERT INTO orders (id, customer, at) VALUES (1, 'a', '2024-01-01'), (2, 'b', 'infinity'); INSERT INTO stamps VALUES (NULL, 'a')");
        using var world = new ShopWorld(database);

        await RefusedAsync<InvalidInputException>(world, "orders", "PostgreSQL shop, public.orders, row 2, column At: 'infinity' cannot be read, expected a date and time such as 2011-12-09T12:50:00. Nothing was stored; correct the row and ingest again.");
        await RefusedAsync<InvalidInputException>(world, "stamps", "PostgreSQL shop, stamps, row 1, column At: '' cannot be read, an event time cannot be missing. Nothing was stored; correct the row and ingest again.");
    }

    [Fact]
    public async Task What_is_not_there_is_named()
    {
        var database = await server.DatabaseAsync("CREATE TABLE stamps (at timestamptz); CREATE TABLE orders (id text, customer text, at timestamptz)");
        using var world = new ShopWorld(database);
        var place = $"PostgreSQL 'shop' (127.0.0.1:{server.Port}, database {database.Split("Database=")[1].Split(';')[0]})";

        await RefusedAsync<InvalidInputException>(world, "wrong", $"Source wrong: {place} says: column \"nothing\" does not exist (42703). Nothing was stored; correct the query of the source.");
        await RefusedAsync<LarderException>(world, "stamps", "The suite of source stamps stopped the run on PostgreSQL shop, stamps: schema: column Note missing (there is at). Nothing was stored; correct the input, or the suite if the input is right.");
        await PostgresServer.ExecuteAsync(database, "DROP TABLE stamps");
        await RefusedAsync<InvalidInputException>(world, "stamps", $"Source stamps: {place} says: relation \"stamps\" does not exist (42P01). Nothing was stored; correct the table's name of the source.");
    }

    [Fact]
    public async Task Errors_of_the_server_in_the_middle_of_a_query_are_named()
    {
        var database = await server.DatabaseAsync("CREATE VIEW stamps AS SELECT '2024-01-01'::timestamptz + i * interval '1 day' AS at, (1 / (3 - i))::text AS note FROM generate_series(1, 5) i");
        using var world = new ShopWorld(database);

        await RefusedAsync<InvalidInputException>(
            world, "stamps", $"Source stamps: PostgreSQL 'shop' (127.0.0.1:{server.Port}, database {database.Split("Database=")[1].Split(';')[0]}) says that a value cannot be read or computed (22012); which one is in the server's log. Nothing was stored; correct the rows and ingest again.");
    }

    [Fact]
    public async Task A_server_that_goes_away_in_the_middle_leaves_nothing_and_the_next_ingest_reads_all()
    {
        var database = await server.DatabaseAsync(
            "CREATE FUNCTION die(i int) RETURNS text LANGUAGE plpgsql AS $$ BEGIN IF i = 50000 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN 'x'; END $$; "
            + "CREATE VIEW stamps AS SELECT '2024-01-01'::timestamptz + i * interval '1 second' AS at, die(i) AS note FROM generate_series(1, 60000) i");
        using var world = new ShopWorld(database);

        await RefusedAsync<UnavailableException>(
            world,
            "stamps",
            $"Source stamps: PostgreSQL 'shop' (127.0.0.1:{server.Port}, database {database.Split("Database=")[1].Split(';')[0]}) stopped: terminating connection due to administrator command (57P01). Nothing was stored; ingest again, or ask who runs the server.");
        Directory.Exists(world.Workspace.OfflinePath).ShouldBeFalse();

        await PostgresServer.ExecuteAsync(database, "CREATE OR REPLACE FUNCTION die(i int) RETURNS text LANGUAGE sql AS $$ SELECT 'x' $$");
        (await world.IngestAsync("stamps")).Counts.RowsStored.ShouldBe(60_000);
    }

    [Fact]
    public async Task Connections_that_fail_are_named_without_the_password()
    {
        var place = $"PostgreSQL 'shop' (127.0.0.1:{server.Port}, database postgres)";
        using var wrong = new ShopWorld(server.To("postgres").Replace(PostgresServer.Password, "guess", StringComparison.Ordinal));
        using var nowhere = new ShopWorld(server.To("postgres", port: 1));
        using var unknown = new ShopWorld(server.To("nothing"));
        using var none = new ShopWorld(null);
        using var malformed = new ShopWorld("Host=a;Pass=" + PostgresServer.Password);

        await RefusedAsync<UnavailableException>(wrong, "orders", $"Source orders: {place} refuses user larder: password authentication failed for user \"larder\". Nothing was stored; correct Username and Password in the connection string 'shop'.");
        await RefusedAsync<UnavailableException>(nowhere, "orders", "Source orders: PostgreSQL 'shop' (127.0.0.1:1, database postgres) cannot be reached: Connection refused. Nothing was stored; check the connection string 'shop' and the network, and ingest again.");
        await RefusedAsync<UnavailableException>(unknown, "orders", $"Source orders: PostgreSQL 'shop' (127.0.0.1:{server.Port}, database nothing) says: database \"nothing\" does not exist. Nothing was stored; correct Database in the connection string 'shop'.");
        await RefusedAsync<NotFoundException>(none, "orders", "Source orders reads PostgreSQL 'shop', which has no connection string; set ConnectionStrings__shop in the environment, or ConnectionStrings:shop in appsettings.json without the password.");
        await RefusedAsync<InvalidInputException>(malformed, "orders", "The connection string 'shop' of source orders is none of Npgsql's; write Host=…;Port=…;Database=…;Username=…;Password=….");
        (await Should.ThrowAsync<InvalidInputException>(() => none.IngestAsync("orders", "a.csv"))).Message.ShouldBe("Source orders reads public.orders of PostgreSQL shop and takes no files; leave out --input.");
    }

    private static async Task RefusedAsync<T>(ShopWorld world, string source, string expected)
        where T : LarderException
    {
        var failed = await Should.ThrowAsync<T>(() => world.IngestAsync(source));
        failed.Message.ShouldBe(expected);
        failed.ToString().ShouldNotContain(PostgresServer.Password);
    }
}

using Larder.Catalog;
using Larder.Errors;

namespace Larder.Core.Tests.Catalog;

/// <summary>Joined sources and SQL views as definitions: what they are made of, what changes them, what is refused.</summary>
public sealed class DerivationTests
{
    [Theory]
    [InlineData(typeof(JoinsWrongKey), "Source priced joins view spend by a key of type int?, but the key of customer (customer_id) is string; give a key of that type.")]
    [InlineData(typeof(LeavesOut), "Source priced gives HalfPriced.Ratio no value; set it in the lambda, or make it a property without a setter.")]
    [InlineData(typeof(JoinsRequest), "Source priced joins view trend, which needs request data (value, items, coupon); no request belongs to an event of the past. Join the views behind it and compute the rest in the lambda.")]
    [InlineData(typeof(JoinsClock), "Source priced uses DateTime.UtcNow, which reads the ambient clock, so training and serving could differ; use a time that the event carries, or SecondsSinceLast for the time since the newest event.")]
    [InlineData(typeof(JoinsHidden), "Source priced reads source 'archive'; make that source a public property of the repository.")]
    [InlineData(typeof(JoinsRevised), "Source priced makes an event of each row of booked, whose rows revise each other (WithRevisions), and would not follow a correction. Join views over booked to events of another source, or aggregate booked itself.")]
    [InlineData(typeof(InACircle), "InACircle: Priced uses Stats uses Priced: definitions cannot use each other in a circle; take one of them out of it.")]
    [InlineData(typeof(SqlWithoutKnown), "SQL view daily does not say when its rows are known, and one that sums up a day is not known when the day begins; add .WithKnownAt(d => d.KnownAt) with a column such as max(_known_at) AS known_at, or .WithDelay(TimeSpan).")]
    [InlineData(typeof(SqlOverRequest), "SqlOverRequest.Daily: The SQL names view trend, which is computed at request time. SQL runs in batch over stored tables, and a request has none: at request time it would cost a query for each prediction, and training and serving would no longer run the same code. Compute it with OnDemand or OnDemandWithRequest, which may take this SQL view as an input.")]
    [InlineData(typeof(SqlOverView), "SqlOverView.Daily: The SQL names view spend, which has no table of its own: its values depend on the time asked for. Look it up at the events' times, in spend's own source or another (Join … Select), and name that derived source.")]
    [InlineData(typeof(SqlOverFiltered), "SqlOverFiltered.Daily: The SQL names events of orders that a lambda filters; name the source itself and write the condition in SQL.")]
    [InlineData(typeof(SqlOfFirmFeature), "Feature daily:orders cannot be null, but a row may not be found; declare Orders as long?.")]
    [InlineData(typeof(SqlWithoutFeatures), "SQL view daily has no features: every property of NoTotal is its key or a time; add one per column of the query.")]
    [InlineData(typeof(SqlBatchesOfTwo), "SqlBatchesOfTwo.Daily: SQL view daily runs over micro-batches and names orders and archive; only one source can say which rows are new. Name one, or use SqlMode.Full.")]
    public void Wrong_derivations_are_refused(Type repository, string message) =>
        Should.Throw<InvalidDefinitionException>(() => ((FeatureRepository)Activator.CreateInstance(repository)!).Build()).Message.ShouldBe(message);

    [Theory]
    [InlineData("SELECT random() FROM {0}", "calls random, which gives another value each time; take it from a column of the source.")]
    [InlineData("SELECT RANDOM ( ) FROM {0}", "calls random, which gives another value each time; take it from a column of the source.")]
    [InlineData("SELECT \"random\"() FROM {0}", "calls random, which gives another value each time; take it from a column of the source.")]
    [InlineData("SELECT now() FROM {0}", "calls now, which reads the clock; use a time that the rows carry.")]
    [InlineData("SELECT current_timestamp FROM {0}", "calls current_timestamp, which reads the clock; use a time that the rows carry.")]
    [InlineData("SELECT Current_Date - 1 FROM {0}", "calls current_date, which reads the clock; use a time that the rows carry.")]
    [InlineData("SELECT today() FROM {0}", "calls today, which reads the clock; use a time that the rows carry.")]
    [InlineData("SELECT age(placed_at) FROM {0}", "calls age with one time, which reads the clock; give both times: age(later, earlier).")]
    [InlineData("SELECT uuid() FROM {0}", "calls uuid, which gives another value each time; take it from a column of the source.")]
    [InlineData("SELECT nextval('s') FROM {0}", "calls nextval, which counts from run to run; use row_number() OVER (ORDER BY …).")]
    [InlineData("SELECT getenv('HOME') FROM {0}", "calls getenv, which depends on the machine; put the value in braces as a constant: {30}.")]
    [InlineData("SELECT * FROM {0}, read_csv('x.csv')", "calls read_csv, which reads files or the engine itself; make the files a source and name it in braces: FROM {Lines}.")]
    [InlineData("SELECT * FROM {0} JOIN 'x.parquet' USING (a)", "reads the file 'x.parquet'; make the files a source and name it in braces: FROM {Lines}.")]
    [InlineData("SELECT * FROM {0} USING SAMPLE 10", "takes a sample, which gives other rows each time; choose rows by a hash of their key: WHERE hash(customer_id) % 10 = 0.")]
    [InlineData("SELECT 1 FROM {0}; DROP TABLE x", "must be one query; leave out the semicolon.")]
    [InlineData("DELETE FROM {0}", "must be one query; begin it with SELECT, WITH or FROM.")]
    [InlineData("SELECT 1", "names no source; put one in braces: FROM {Lines}.")]
    public void SQL_that_could_differ_between_runs_is_refused(string sql, string reason) =>
        Should.Throw<InvalidDefinitionException>(() => Check(sql)).Message.ShouldBe($"SQL view daily {reason}");

    [Theory]
    [InlineData("SELECT 'now() random() /*' AS text, \"current_date\", o.today, o.random FROM {0} o -- random()")]
    [InlineData("WITH x AS (SELECT * FROM {0}) SELECT age(placed_at, loaded_at), /* now() /* nested */ random() */ 1 FROM x")]
    [InlineData("FROM {0} SELECT $$now()$$, $a$ random() $$ $a$, e'it\\'s now()', 1e5")]
    public void What_only_looks_so_is_not(string sql) => Should.NotThrow(() => Check(sql));

    [Fact]
    public void A_repository_tells_its_derived_sources_in_order_and_what_they_are_made_of()
    {
        var catalog = new GoodDerivations().Build();

        catalog.Derived.Select(s => $"{s.Name}: {s.Derivation!.Lineage}").ShouldBe(["daily: SQL over orders", "priced: orders joined with spend"], ignoreOrder: true);
        catalog.Ingested.Select(s => s.Name).ShouldBe(["orders"]);
        catalog.View("daily").Features.Select(f => f.Name).ShouldBe(["orders"]);
        ((SqlDerivation)catalog.Source("daily").Derivation!).Statement.ShouldBe(
            "SELECT customer, date_trunc('day', placed_at) AS day, count(*) AS orders FROM \"orders\" WHERE quantity > 1 AND product <> 'it''s' GROUP BY ALL");
        DerivationOrder.DownstreamOf(catalog.Source("orders"), catalog.Sources).Count.ShouldBe(2);
    }

    [Fact]
    public void A_change_upstream_changes_what_is_made_of_it()
    {
        var (one, two) = (new GoodDerivations().Build(), new GoodDerivations { Limit = 2 }.Build());

        foreach (var (kind, name, changes) in ((string, string, bool)[])[("source", "priced", true), ("view", "priced_stats", true), ("source", "daily", true), ("view", "daily", true), ("service", "all", true), ("view", "spend", false), ("source", "orders", false)])
        {
            (HashOf(one, kind, name) != HashOf(two, kind, name)).ShouldBe(changes, $"{kind} {name}");
        }
    }

    private static string HashOf(FeatureCatalog catalog, string kind, string name) => catalog.Definitions.Single(d => d.Kind == kind && d.Name == name).Definition.Hash;

    private static void Check(string sql)
    {
        var text = new SqlText(0, 0);
        var parts = sql.Split("{0}");
        text.AppendLiteral(parts[0]);
        foreach (var part in parts.Skip(1))
        {
            text.AppendFormatted(new Derivations().Orders);
            text.AppendLiteral(part);
        }

        SqlViews.SqlRules.Check("SQL view daily", text, SqlMode.Full);
    }
}

#pragma warning disable CA1822 // Definitions are instance properties: the repository is read through them.
using Larder.Catalog.Lineage;
using Larder.Derived.Lineage;

namespace Larder.Derived;

/// <summary>Columns of queries, followed to the columns of their sources.</summary>
public class SqlLineageTests
{
    [Theory]
    [InlineData(
        "SELECT customer, day, sum(amount) AS total FROM {0} GROUP BY ALL",
        "customer: customer IDENTITY; day: day IDENTITY; total: amount AGGREGATION; rows: customer GROUP_BY, day GROUP_BY")]
    [InlineData(
        "SELECT l.customer, l.day, sum(CASE WHEN l.kind = 'a' THEN l.amount ELSE 0 END) AS total FROM {0} l WHERE l.amount > 0 GROUP BY 1, 2 HAVING count(*) > 3",
        "customer: customer IDENTITY; day: day IDENTITY; total: kind CONDITIONAL, amount AGGREGATION; rows: customer GROUP_BY, day GROUP_BY, amount FILTER")]
    [InlineData(
        "WITH days AS (SELECT customer, date_trunc('day', day) AS day, amount * 2 AS twice FROM {0}) SELECT customer, day, max(twice) FILTER (WHERE twice > 1) AS total FROM days GROUP BY customer, day",
        "customer: customer IDENTITY; day: day TRANSFORMATION; total: amount AGGREGATION, amount FILTER; rows: customer GROUP_BY, day GROUP_BY")]
    [InlineData(
        "SELECT a.customer, a.day, b.total FROM {0} a JOIN (SELECT customer, avg(amount) AS total FROM {0} GROUP BY customer) b ON a.customer = b.customer",
        "customer: customer IDENTITY; day: day IDENTITY; total: amount AGGREGATION; rows: customer JOIN, customer GROUP_BY")]
    [InlineData(
        "SELECT customer, day, amount - lag(amount) OVER (PARTITION BY customer ORDER BY _event_time) AS total FROM {0} QUALIFY row_number() OVER (PARTITION BY kind ORDER BY day) = 1",
        "customer: customer IDENTITY; day: day IDENTITY; total: amount TRANSFORMATION, amount AGGREGATION, customer WINDOW, _event_time WINDOW; rows: kind WINDOW, day WINDOW")]
    [InlineData(
        "SELECT customer, day, amount AS total FROM {0} UNION ALL SELECT kind, day, NULL FROM {0} WHERE kind IS NOT NULL",
        "customer: customer IDENTITY, kind IDENTITY; day: day IDENTITY; total: amount IDENTITY; rows: kind FILTER")]
    [InlineData(
        "SELECT DISTINCT customer, day, (SELECT max(amount) FROM {0} i WHERE i.customer = o.customer) AS total FROM {0} o ORDER BY kind LIMIT 5",
        "customer: customer IDENTITY; day: day IDENTITY; total: amount AGGREGATION, customer FILTER; rows: customer GROUP_BY, day GROUP_BY, amount GROUP_BY, customer FILTER, kind SORT")]
    [InlineData(
        "SELECT * EXCLUDE (kind, _sequence, _event_time, _known_at) REPLACE (amount * 2 AS amount), amount AS total FROM {0}",
        "it takes columns by a pattern")]
    [InlineData("SELECT customer, day, list_sum(list_transform([amount], x -> x + 1)) AS total FROM {0}", "it has an expression of kind lambda")]
    public void Every_column_is_followed_or_said_not_to_be(string sql, string expected)
    {
        var query = SqlLineage.Of(new Queried(sql).Build())["view"];

        (query.Reason ?? string.Join("; ", query.Columns!.Select(c => $"{c.Key}: {Text(c.Value)}").Append($"rows: {Text(query.Rows)}"))).ShouldBe(expected);
    }

    [Fact]
    public void A_query_that_is_not_followed_is_taken_as_a_whole_and_said_so()
    {
        var catalog = new Queried("SELECT customer, day, list_sum(list_transform([amount], x -> x + 1)) AS total FROM {0}").Build();
        var graph = LineageGraph.Of(catalog, LineageRecords.None with { Queries = SqlLineage.Of(catalog) });

        var edges = graph.Walk(graph.Find("view.total"), LineageDirection.Upstream).Edges;

        edges.Select(e => e.From).ShouldBe(["column:sales.customer", "column:sales.kind", "column:sales.amount", "column:sales.day"]);
        edges.ShouldAllBe(e => e.Description == "of the whole query: it has an expression of kind lambda");
    }

    [Fact]
    public void Features_of_a_SQL_view_come_from_the_columns_of_its_sources()
    {
        var catalog = new Queried("SELECT customer, max(_event_time) AS day, sum(amount) AS total FROM {0} GROUP BY customer").Build();
        var graph = LineageGraph.Of(catalog, LineageRecords.None with { Queries = SqlLineage.Of(catalog) });

        graph.Walk(graph.Find("view:total"), LineageDirection.Upstream).Of(LineageKind.Column).Select(c => c.Name)
            .ShouldBe(["view.total", "view.customer", "view.day", "sales.amount", "sales.customer", "sales.day"], ignoreOrder: true);
        graph.Walk(graph.Find("sales.kind"), LineageDirection.Downstream).Of(LineageKind.Feature).ShouldBeEmpty();
    }

    private static string Text(IEnumerable<SqlColumnUse> uses) => string.Join(", ", uses.Select(u => $"{u.Column} {u.How.SubtypeName()}"));

    private sealed record Sale(string? Customer, string? Kind, double Amount, DateTime Day);

    private sealed record SaleTotal
    {
        public string? Customer { get; init; }

        public DateTime Day { get; init; }

        public double? Total { get; init; }
    }

    private sealed class Queried(string sql) : FeatureRepository
    {
        public Entity<string> Customer { get; } = new("customer_id");

        public EventSource<Sale> Sales => Source.Csv<Sale>("sales.csv", s => s.Day);

        public SqlView<SaleTotal> View
        {
            get
            {
                var text = new SqlText(sql.Length, 1);
                foreach (var (index, part) in sql.Split("{0}").Index())
                {
                    if (index > 0)
                    {
                        text.AppendFormatted(Sales);
                    }

                    text.AppendLiteral(part);
                }

                return Sql(Customer, (SaleTotal t) => t.Customer, t => t.Day, text).WithDelay(TimeSpan.FromDays(1));
            }
        }
    }
}

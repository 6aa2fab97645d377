namespace Larder.OpenLineage.Naming;

public class LineageNamesTests
{
    private static readonly LineageNames Names = new("shop", "/repo", name => name switch
    {
        "full" => "Host=db.example.org;Port=6432;Database=sales;Username=u;Password=p4ssw0rd;Include Error Detail=true",
        "short" => "Server=db.example.org;Password=p4ssw0rd",
        _ => null,
    });

    [Theory]
    [InlineData("orders.csv", "file", "/repo/orders.csv")]
    [InlineData("data/../orders/*.csv.gz", "file", "/repo/orders/*.csv.gz")]
    [InlineData("/abs/orders.parquet", "file", "/abs/orders.parquet")]
    [InlineData("s3://bucket/raw/orders/*.json", "s3://bucket", "raw/orders/*.json")]
    [InlineData("s3://bucket", "s3://bucket", "/")]
    public void Files_are_named_by_place_and_path(string path, string space, string name) => Names.File(path).ShouldBe(new DatasetName(space, name));

    [Theory]
    [InlineData("full", "orders", "postgres://db.example.org:6432", "sales.public.orders")]
    [InlineData("full", "shop.orders", "postgres://db.example.org:6432", "sales.shop.orders")]
    [InlineData("short", "SELECT * FROM orders", "postgres://db.example.org:5432", "short.query.rows")]
    [InlineData("missing", "orders", "postgres://localhost:5432", "missing.public.orders")]
    public void Databases_are_named_by_host_port_database_and_table_and_nothing_else(string connection, string table, string space, string name) =>
        Names.Input(Source.Postgres<Row>(connection, table, r => r.At, "rows").Definition).ShouldBe(new DatasetName(space, name));

    [Fact]
    public void A_source_is_named_by_its_path_or_the_one_given()
    {
        var source = Source.Csv<Row>("rows.csv", r => r.At, "rows").Definition;

        Names.Input(source).ShouldBe(new DatasetName("file", "/repo/rows.csv"));
        Names.Input(source, "s3://other/rows.csv").ShouldBe(new DatasetName("s3://other", "rows.csv"));
    }

    [Fact]
    public void What_Larder_keeps_is_named_by_project() =>
        new[] { Names.Offline("rows"), Names.View("spend"), Names.Online("spend"), Names.TrainingSet("next"), Names.Model("buys") }.Select(n => $"{n.Namespace} {n.Name}").ShouldBe(
            ["larder://shop offline.rows", "larder://shop features.spend", "larder://shop online.spend", "larder://shop training_sets.next", "larder://shop models.buys"]);

    [Fact]
    public void Jobs_are_named_by_what_they_do_and_of_what() => Names.Job("ingest", "rows").ShouldBe(new JobName("shop", "ingest.rows"));

    private sealed record Row(string? Key, DateTime At);
}

using Larder.Catalog;
using Larder.Errors;
using Larder.Support;

namespace Larder.Ingestion;

public sealed record Delivered(long? Id, string? Code, string Customer, DateTime At, double Amount);

public sealed record DeliveredSum(double Amount, long Count);

public sealed class DeliveredRepository : FeatureRepository
{
    public static readonly FeatureCatalog Catalog = new DeliveredRepository().Build();

    public Entity<string> Customer { get; } = new("customer_id");

    public EventSource<Delivered> Numbered { get; } = Source.Csv<Delivered>("d.csv", d => d.At).WithId(d => d.Id).Expect(d => d.Row("amount_positive", r => r.Amount > 0));

    public EventSource<Delivered> Named { get; } = Source.Csv<Delivered>("d.csv", d => d.At).WithId(d => d.Code).WithBounds(d => d.Code);

    public AggregateView<DeliveredSum> Sums => Numbered.AggregateBy(Customer, d => d.Customer, w => new DeliveredSum(w.Sum(d => d.Amount, Window.Lifetime), w.Count(Window.Lifetime)));
}

/// <summary>At-least-once deliveries: what was stored is known again by its id, in whatever file, portion and order it comes.</summary>
public sealed class RepeatedRowsTests : IDisposable
{
    private readonly World _world = new(DeliveredRepository.Catalog);

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Rows_delivered_again_are_counted_and_not_stored()
    {
        var first = await IngestAsync("numbered", "1,a,x,2024-01-01T00:00:00,1\n2,b,x,2024-01-02T00:00:00,2\n2,b,x,2024-01-02T00:00:00,9\n,c,x,2024-01-02T00:00:00,4\n3,d,x,2024-01-02T00:00:00,-1\n");
        var second = await IngestAsync("numbered", "2,b,x,2024-01-02T00:00:00,2\n4,e,y,2024-01-09T00:00:00,8\n,c,x,2024-01-02T00:00:00,4\n1,a,x,2024-01-01T00:00:00,1\n3,d,x,2024-01-02T00:00:00,16\n");
        var third = await IngestAsync("numbered", "4,e,y,2024-01-09T00:00:00,8\n1,a,x,2024-01-01T00:00:00,1.5\n");

        Counts(first).ShouldBe((5, 3, 1, 1));
        Counts(second).ShouldBe((5, 3, 0, 2));
        Counts(third).ShouldBe((2, 0, 0, 2));
        (third.FirstEvent, third.LastEvent, second.FirstEvent?.ToString()).ShouldBe((null, null, "2024-01-02T00:00:00Z"));
        Sql.Lines($"SELECT coalesce(id::VARCHAR, 'null') AS id, amount::INT AS amount, _sequence AS s FROM {_world.Table("numbered")} ORDER BY _sequence")
            .ShouldBe(["1 | 1 | 0", "2 | 2 | 1", "null | 4 | 3", "4 | 8 | 5", "null | 4 | 6", "3 | 16 | 8"]);
    }

    [Fact]
    public async Task Ids_may_be_texts()
    {
        await IngestAsync("named", "1,a,x,2024-01-01T00:00:00,1\n2,O'Brien,x,2024-01-02T00:00:00,2\n");
        Counts(await IngestAsync("named", "7,O'Brien,x,2025-01-02T00:00:00,2\n8,A,x,2024-01-02T00:00:00,2\n")).ShouldBe((2, 1, 0, 1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Each_id_is_stored_once_whatever_the_portions(int seed)
    {
        var random = new Random(seed);
        var known = new HashSet<int>();
        for (var delivery = 0; delivery < 6; delivery++)
        {
            int[] ids = [.. Enumerable.Range(0, 40).Select(_ => random.Next(100))];
            var report = await IngestAsync("numbered", string.Concat(ids.Select((id, i) => $"{id},c,x,2024-01-{1 + (id % 28):00}T00:00:00,{delivery + 1}.{i}\n")));
            var fresh = ids.Count(id => known.Add(id));
            Counts(report).ShouldBe((40, fresh, 0, 40 - fresh));
        }

        Sql.Single($"SELECT count(*) AS n, count(DISTINCT id) AS ids, count(DISTINCT _sequence) AS s FROM {_world.Table("numbered")}").ShouldBe($"{known.Count} | {known.Count} | {known.Count}");
    }

    [Fact]
    public void An_id_is_a_text_or_an_integer_and_not_that_of_revisions()
    {
        var source = new DeliveredRepository().Numbered;
        Should.Throw<InvalidDefinitionException>(() => source.WithId(d => d.Amount)).Message.ShouldBe("Source numbered: the id Delivered.Amount is float64; take a text or an integer.");
        Should.Throw<InvalidDefinitionException>(() => source.WithRevisions(d => d.Id)).Message.ShouldBe(
            "Source numbered has both WithId and WithRevisions: a second row of an id is either the same one delivered again or a correction; say one of them.");
    }

    private static (long Read, long Stored, long Quarantined, long Repeated) Counts(IngestReport report) =>
        (report.Counts.RowsRead, report.Counts.RowsStored, report.Counts.RowsQuarantined, report.Counts.RowsRepeated);

    private Task<IngestReport> IngestAsync(string source, string rows) => _world.IngestAsync(source, _world.Write("d.csv", "id,code,customer,at,amount\n" + rows));
}

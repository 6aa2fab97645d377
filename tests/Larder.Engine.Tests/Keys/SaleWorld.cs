using Larder.Catalog;
using Larder.Composite;
using Larder.Offline;
using Larder.Offline.TrainingSets;
using Larder.OnDemand;
using Larder.Support;
using Larder.Types;

namespace Larder.Keys;

/// <summary>A world with generated sales in it, and what the naive twins say of a plan.</summary>
internal sealed class SaleWorld : IDisposable
{
    private readonly NaiveSales _naive;

    private SaleWorld(SaleCase sales) => (Sales, _naive) = (sales, new NaiveSales(sales.History));

    public World World { get; } = new(SalesRepository.Catalog);

    public SaleCase Sales { get; }

    public static FeatureCatalog Catalog => SalesRepository.Catalog;

    public static async Task<SaleWorld> CreateAsync(SaleCase sales)
    {
        var world = new SaleWorld(sales);
        await world.World.IngestAsync("sales", sales.Write(Path.Combine(world.World.Folder, "sales.parquet")));
        return world;
    }

    /// <summary>Builds a training set over a spine that is written first.</summary>
    public Task<TrainingSet> BuildAsync(string service, IReadOnlyList<OfflinePoint> points, int threads = 2)
    {
        var plan = FeaturePlan.For(Catalog.Service(service));
        var path = Path.Combine(World.Folder, "it's a \"spine\".parquet");
        VisitCase.Write(
            path,
            [.. plan.Keys.Columns.Select(k => (k.Name, k.Type)), ("event_timestamp", ColumnType.Timestamp), .. plan.Request.Select(r => (r.Name, r.Type)), ("number", ColumnType.Int64)],
            [.. points.Select((p, i) => (FeatureValue[])[.. p.Keys, FeatureValue.From(p.At), .. p.Request, FeatureValue.From((long)i)])]);
        return new TrainingSetBuilder(World.With(threads)).BuildAsync(Catalog.Service(service), path, cancellationToken: TestContext.Current.CancellationToken);
    }

    /// <summary>The features of a service at a point, by the naive twins.</summary>
    public Dictionary<string, OfflineEntry> Expected(FeaturePlan plan, OfflinePoint point)
    {
        var expected = new Dictionary<string, OfflineEntry>(StringComparer.Ordinal);
        foreach (var view in plan.Sources)
        {
            var places = plan.Keys.PlacesOf(plan.Keys.IndexOf(view.Entity)).ToArray();
            var entries = _naive.Of(view.Name, view.Entity, [.. places.Select(p => point.Keys[p])], point.At);
            for (var f = 0; f < entries.Length; f++)
            {
                expected.Add($"{view.Name}__{view.Features[f].Name}", entries[f]);
            }
        }

        if (plan.Outputs.Any(o => o.View.Name == "shares"))
        {
            expected.Add("shares__of_customer", OnDemand(Ratio(expected["of_customer_store__amount_ever"], expected["of_customer__amount_ever"]), expected, "of_customer_store", "of_customer"));
            expected.Add("shares__to_limit", OnDemand(null, expected, "of_customer_store", "of_customer"));
            expected.Add("limited__to_limit", OnDemand(Ratio(expected["last_of_product__amount"], new OfflineEntry(point.Request[0], FeatureStatus.Present, null)), expected, "last_of_product"));
        }

        return expected;
    }

    public void Dispose() => World.Dispose();

    private static double? Ratio(OfflineEntry numerator, OfflineEntry denominator) => FeatureMath.Ratio(numerator.Value.ToNumber(), denominator.Value.ToNumber());

    private static OfflineEntry OnDemand(double? value, Dictionary<string, OfflineEntry> expected, params string[] inputs)
    {
        OfflineEntry[] from = [.. inputs.Select(view => expected.First(e => e.Key.StartsWith($"{view}__", StringComparison.Ordinal)).Value)];
        var status = from.All(f => f.Status == FeatureStatus.NotFound) ? FeatureStatus.NotFound : value is null ? FeatureStatus.NullValue : FeatureStatus.Present;
        return new OfflineEntry(FeatureValue.From(value), status, from.Max(f => f.EventTime));
    }
}

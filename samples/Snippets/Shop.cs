// snippet:shop
using Larder;

namespace Snippets;

public sealed class Shop : FeatureRepository
{
    public Entity<string> Customer { get; } = new("customer_id");

    public EventSource<Sale> Sales => Source.Csv<Sale>("sales.csv.gz", eventTime: s => s.InvoiceDate)
        .Expect(sales => sales.Row("price_positive", s => s.UnitPrice > 0));

    public AggregateView<Buying> Buying => Sales.AggregateBy(Customer, s => s.CustomerId, w => new Buying
    {
        Spent30d = w.Sum(s => s.Quantity * s.UnitPrice, Window.Days(30)),
        Lines30d = w.Count(Window.Days(30)),
        DaysSinceLast = w.SecondsSinceLast(Window.Days(90)) / 86_400,
    });

    public FeatureService Returning => Service([Buying]);

    public Spine Weekly => Sales.SpineBy(Customer, s => s.CustomerId)
        .Every(Window.Days(7), activeWithin: Window.Days(90), label: Window.Days(30));

    public Model ComesBack => LogisticRegression(Returning, Weekly).WithBaseline(Buying, b => b.DaysSinceLast);
}
// end-snippet

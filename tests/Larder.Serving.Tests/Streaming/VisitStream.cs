using Larder.Aggregation;
using Larder.Catalog;
using Larder.Serving.Streaming;
using Larder.Support;
using Larder.Types;

namespace Larder.Streaming;

/// <summary>Generated visits, cut into micro-batches.</summary>
internal sealed class VisitStream
{
    private static readonly string[] Customers = ["few", "some", "many"];

    /// <summary>Half of them of one customer, some of another, few of the third; some late, some at the same time.</summary>
    public static StreamedVisit[] Generate(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(sequence =>
        {
            var customer = random.Next(100) switch { < 2 => Customers[0], < 10 => Customers[1], _ => Customers[2] };
            var time = ShopWorld.Now - TimeSpan.FromSeconds(random.Next(0, 12 * 86_400));
            var known = random.Next(10) == 0 ? time + TimeSpan.FromHours(random.Next(1, 40)) : time;
            return new StreamedVisit(customer, new EventOrder(time, known, sequence), $"page {random.Next(9)}", random.NextDouble() * 100, random.Next(5));
        })];
    }

    public static StreamBatch Batch(params IReadOnlyList<StreamedVisit> visits)
    {
        var batch = new EventBatch(Shop.Catalog.View("spend") is CompiledSourceView view ? view.Source.Schema : null!, visits.Count) { Count = visits.Count };
        foreach (var (row, visit) in visits.Index())
        {
            Set(batch, "customer_id", row, visit.Customer);
            Set(batch, "at", row, visit.Order.EventTime.ToDateTime());
            Set(batch, "page", row, visit.Page);
            Set(batch, "amount", row, visit.Amount);
            Set(batch, "items", row, visit.Items);
        }

        return new StreamBatch(batch, [.. visits.Select(v => v.Order)]);
    }

    /// <summary>All of a customer's visits as the kernel reads them.</summary>
    public static EntityEvents Events(CompiledAggregateView view, IEnumerable<StreamedVisit> visits, string customer)
    {
        var mine = visits.Where(v => v.Customer == customer).OrderBy(v => v.Order).ToArray();
        var (batch, events) = (Batch(mine).Events, new EntityEvents(view.Plan.Inputs));
        for (var row = 0; row < mine.Length; row++)
        {
            events.Add(mine[row].Order, [.. view.Inputs.Select(input => input(batch, row))]);
        }

        return events;
    }

    private static void Set<T>(EventBatch batch, string column, int row, T value) =>
        ((Column<T>)batch.Columns[batch.Schema.Columns.Select(c => c.Name).ToList().IndexOf(column)]).Values[row] = value;
}

internal sealed record StreamedVisit(string Customer, EventOrder Order, string Page, double Amount, long Items);

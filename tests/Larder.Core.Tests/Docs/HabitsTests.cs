using Larder.Aggregation;
using Larder.Catalog;
using Larder.Core.Tests.Expressions;
using Larder.Testing;
using Larder.Types;

namespace Larder.Docs;

/// <summary>The views of docs/aggregations.md, computed from rows to features.</summary>
public class HabitsTests
{
    private static readonly DateTime Start = new(2024, 6, 3, 8, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Every_aggregation_of_the_page_gives_the_value_worked_out_by_hand()
    {
        Payment[] payments =
        [
            Paid(0, "bakery", 2, "EUR"), Paid(1, "cinema", 8, "USD"), Paid(2, "bakery", 4, "EUR", refunded: true), Paid(4, "kiosk", 16, null, refunded: true),
        ];
        var features = Compute("habits", payments, Start.AddDays(5));

        features["spread_30d"].AsFloat64().ShouldBe(Math.Sqrt(((5.5 * 5.5) + (0.5 * 0.5) + (3.5 * 3.5) + (8.5 * 8.5)) / 3), 1e-12);
        features["first_merchant"].ShouldBe(FeatureValue.From("bakery"));
        features["last_amounts"].ShouldBe(FeatureValue.From([2d, 8, 4, 16]));
        features["last_merchants"].ShouldBe(FeatureValue.From(["cinema", "bakery", "kiosk"]));
        features["top_merchants_90d"].ShouldBe(FeatureValue.From(["bakery", "cinema", "kiosk"]));
        features["currencies"].ShouldBe(FeatureValue.From(Map(("USD", 1L), ("EUR", 2L))));
        features["merchants_approx"].ShouldBe(FeatureValue.From(3L));
        features["median_amount_90d"].AsFloat64().ShouldBe(4, 0.04);
        features["amount_quartiles_90d"].As<double[]>()!.Select(v => Math.Round(v)).ShouldBe([2, 4, 8]);
        features["recent_amount"].AsFloat64().ShouldBe((2 * Half(5)) + (8 * Half(4)) + (4 * Half(3)) + (16 * Half(1)), 1e-12);
        features["refunds_in_a_row"].ShouldBe(FeatureValue.From(2L));
        features["days_between"].ShouldBe(FeatureValue.From(4d / 3));
        features["amount_by_currency"].ShouldBe(FeatureValue.From(Map(("EUR", 2d), ("USD", 8d))));
        features["typical_amount"].AsFloat64().ShouldBe(Math.Pow(2 * 8 * 4 * 16, 0.25), 1e-12);

        static double Half(double days) => Math.Pow(2, -days / 7);
    }

    [Fact]
    public void Over_an_empty_window_counts_and_sums_are_zero_and_the_rest_is_null() =>
        Compute("habits", [], Start).Where(f => !f.Value.IsNull).Select(f => $"{f.Key} {f.Value}").ShouldBe(["merchants_approx 0", "recent_amount 0", "refunds_in_a_row 0"]);

    [Fact]
    public void The_windows_of_the_page_hold_what_they_say()
    {
        Payment[] payments = [Paid(-7, "a", 1, null), Paid(-1, "a", 1, null), Paid(0, "a", 1, null), Paid(0.01, "a", 1, null)];

        Compute("rhythm", payments, Start.AddMinutes(30)).Values.ShouldBe([FeatureValue.From(2L), FeatureValue.From(2L), FeatureValue.From(0L), FeatureValue.From(2L)]);
        Compute("rhythm", payments, Start.AddMinutes(61)).Values.ShouldBe([FeatureValue.From(2L), FeatureValue.From(2L), FeatureValue.From(2L), FeatureValue.From(0L)]);
    }

    [Fact]
    public void The_aggregation_of_the_page_keeps_the_laws() =>
        AggregationLaws.Check(new GeometricMean(), [(1.5, new Instant(0)), (2.5, new Instant(1)), (double.NaN, new Instant(1)), (1e300, new Instant(2))], new Instant(3));

    private static Dictionary<string, FeatureValue> Compute(string name, Payment[] payments, DateTime at)
    {
        var view = (CompiledAggregateView)new HabitsRepository().Build().View(name);
        var batch = Rows.Batch<Payment>([.. payments]);
        var events = new EntityEvents(view.Plan.Inputs);
        for (var row = 0; row < payments.Length; row++)
        {
            var time = Instant.From(payments[row].PaidAt);
            events.Add(new EventOrder(time, time, row), [.. view.Inputs.Select(input => input(batch, row))]);
        }

        var evaluator = new AggregateEvaluator(view);
        evaluator.Evaluate(events, Instant.From(at));
        return view.Features.Zip(evaluator.Features).ToDictionary(p => p.First.Name, p => p.Second);
    }

    private static FeatureMap<T> Map<T>(params (string Key, T Value)[] entries)
        where T : unmanaged => new(entries.Select(e => KeyValuePair.Create(e.Key, e.Value)));

    private static Payment Paid(double day, string merchant, double amount, string? currency, bool refunded = false) => new()
    {
        PaymentId = "p",
        AccountId = 1,
        Merchant = merchant,
        Amount = amount,
        Pieces = 1,
        Currency = currency,
        IsRefunded = refunded,
        PaidAt = Start.AddDays(day),
        BookedAt = Start.AddDays(day),
    };
}

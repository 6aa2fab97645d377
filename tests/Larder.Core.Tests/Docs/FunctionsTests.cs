using Larder.Catalog;
using Larder.Core.Tests.Expressions;
using Larder.Types;

namespace Larder.Docs;

/// <summary>The view of docs/functions.md.</summary>
public class FunctionsTests
{
    [Fact]
    public void Every_function_of_the_page_gives_the_value_worked_out_by_hand()
    {
        Ride[] rides =
        [
            new(1, 0, 0, 0, 90, 10, "cash", "great ride, thanks", new DateTime(2019, 7, 4, 10, 0, 0, DateTimeKind.Utc)),
            new(1, null, 0, 0, 90, null, null, null, new DateTime(2019, 9, 28, 12, 0, 0, DateTimeKind.Utc)),
        ];
        var view = (CompiledRowView)new FunctionsRepository().Build().View("last_ride");
        var batch = Rows.Batch(rides);
        string[] Values(int row) => [.. view.Features.Select((f, i) => $"{f.Name} {view.Values[i](batch, row)}")];

        Values(0).ShouldBe(
        [
            $"kilometres {FeatureValue.From(Math.PI / 2 * 6371.0088)}", "fare_bin 2", $"log_fare {FeatureValue.From(FeatureMath.Log(11))}", "paid_by [0, 1]", "comment_bin 528",
            "comment_tokens 3", "hour 6", "hour_on_circle 1", "is_weekend false", "is_holiday true", "is_fair false", $"days_after_opening {FeatureValue.From(184 + (5 / 24d))}",
        ]);
        Values(1).ShouldBe(
        [
            "kilometres null", "fare_bin null", "log_fare null", "paid_by null", "comment_bin null", "comment_tokens null",
            "hour 8", $"hour_on_circle {FeatureValue.From(FeatureMath.Sin(8 * (Math.PI / 12)))}", "is_weekend true", "is_holiday false", "is_fair true", $"days_after_opening {FeatureValue.From(270 + (7 / 24d))}",
        ]);
    }
}

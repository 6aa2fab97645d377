namespace Larder.Docs;

public class GuideTests
{
    [Fact]
    public void The_repository_of_the_guide_builds()
    {
        var catalog = new GuideRepository().Build();

        catalog.Views.Select(view => view.Name).ShouldBe(["activity", "pace", "last_payment", "comparison", "fit", "basket"], ignoreOrder: true);
        catalog.Sources.Single(source => source.Name == "payments").Schema.Columns.Select(column => column.SourceName).ShouldBe(
            ["txn", "AccountId", "Merchant", "Amount", "Pieces", "Currency", "IsRefunded", "PaidAt", "BookedAt"]);
        catalog.Models.Select(model => model.Name).ShouldBe(["pays_again", "pays_again_by_merchant", "will_refund"]);
    }

    [Fact]
    public void The_repository_of_several_join_keys_builds()
    {
        var catalog = new KeysRepository().Build();

        catalog.Service("returns").Keys.ToString().ShouldBe("customer_id string, store_id int64, stock_code string");
        catalog.Spine("each_sale").Keys.ToString().ShouldBe("customer_id string, store_id int64, stock_code string");
        catalog.Spine("store_weekly").Keys.ToString().ShouldBe("customer_id string, store_id int64");
    }

    [Fact]
    public void The_repository_of_derived_sources_builds()
    {
        var catalog = new DerivedRepository().Build();

        catalog.Derived.Select(source => source.Name).ShouldBe(["clean_line", "daily_sales", "priced_lines"]);
        catalog.Views.Select(view => view.Name).ShouldBe(["customer_spend", "product_stats", "peaks", "daily_sales", "busy_days", "clean_line"], ignoreOrder: true);
    }
}

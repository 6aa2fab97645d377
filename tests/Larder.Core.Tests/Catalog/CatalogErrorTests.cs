using Larder.Errors;

namespace Larder.Core.Tests.Catalog;

/// <summary>Every wrong definition is refused with a message that says what, where and what to write instead.</summary>
public class CatalogErrorTests
{
    [Theory]
    [InlineData(typeof(TwoEntities), "Two entities are named 'customer'; rename one of them.")]
    [InlineData(typeof(TwoSources), "Two sources are named 'orders'; rename one of them.")]
    [InlineData(typeof(TwoServices), "Two services are named 'next'; rename one of them.")]
    [InlineData(typeof(TwoSpines), "Two spines are named 'weekly'; rename one of them.")]
    [InlineData(typeof(TwoModels), "Two models are named 'wins'; rename one of them.")]
    [InlineData(typeof(TwoViews), "Repository TwoViews uses a view 'total' that differs from another view of that name; rename one of them.")]
    [InlineData(typeof(OtherViewOfThatName), "View twice uses a view 'total' that differs from another view of that name; rename one of them.")]
    [InlineData(typeof(HiddenSource), "View total reads source 'orders'; make that source a public property of the repository.")]
    [InlineData(typeof(HiddenEntity), "View total describes entity 'customer'; make that entity a public property of the repository.")]
    [InlineData(typeof(HiddenSpineSource), "Spine weekly reads source 'orders'; make that source a public property of the repository.")]
    [InlineData(typeof(OtherSource), "View total reads a source 'orders' that differs from the repository's property of that name; use the property.")]
    [InlineData(typeof(OtherEntity), "View total describes an entity 'customer' that differs from the repository's property of that name; use the property.")]
    [InlineData(typeof(NoEntityInAService), "Service none joins views of no entity; one or more of its views must describe one.")]
    [InlineData(typeof(RequestWithKey), "Service next, view asked: its request column 'customer_id' has the name of the join key of customer; rename the request's property.")]
    [InlineData(typeof(SpineRequestWithLabel), "Spine each: its request column 'label' has the name of a column of every spine; rename the request's property.")]
    [InlineData(typeof(ViewTwiceInAService), "Service twice names view 'total' twice; name it once.")]
    [InlineData(typeof(ModelOfOtherEntity), "Model wins: service next needs the join key customer_id (string) of customer, but spine weekly carries branch_id int32; add .With of customer before EachEvent, or give a spine in a file.")]
    [InlineData(typeof(ModelOverCutoffs), "Model wins: service both needs the join key branch_id (int32) of branch, but spine weekly carries customer_id string; a cut-off of customer has no single one: use EachEvent and .With of branch, or give a spine in a file.")]
    [InlineData(typeof(CutoffsOfTwoEntities), "CutoffsOfTwoEntities.Weekly: Spine weekly carries the key of branch, but a cut-off of customer has no single one; use EachEvent, or give a spine in a file.")]
    [InlineData(typeof(SpineOfOneEntityTwice), "Spine each carries the key of branch twice; name each entity once.")]
    [InlineData(typeof(SpineInTwoWays), "Spine each gives the join key customer_id in two ways, one of them for customer_product; a row has one such column, so write the same expression.")]
    [InlineData(typeof(SpineRequestWithFurtherKey), "Spine each: its request column 'branch_id' has the name of the join key of branch; rename the request's property.")]
    [InlineData(typeof(KeysAtOdds), "Entities customer and numbered have the join keys customer_id string and customer_id int64, which would be one column; give them one name and type, or two names.")]
    [InlineData(typeof(KeyOfSpine), "KeyOfSpine.Odd: Entity odd has the join key 'Label', which is the name of a column of every spine; give it another.")]
    [InlineData(typeof(KeyPartTwice), "KeyPartTwice.Twice: Entity twice has the join key 'Customer_Id' twice; give each part of the key a column of its own.")]
    [InlineData(typeof(KeyPartOfDecimal), "KeyPartOfDecimal.Odd: Entity odd has a key of type decimal; a join key must be string, int or long.")]
    [InlineData(typeof(KeyNotInParts), "View total gives the key of entity customer_product otherwise than part by part; write an object with a value for each of customer_id, product_id, as in e => new { e.CustomerId, e.StoreId }.")]
    [InlineData(typeof(KeyOfTooManyParts), "View total gives the key of entity customer_product otherwise than part by part; write an object with a value for each of customer_id, product_id, as in e => new { e.CustomerId, e.StoreId }.")]
    [InlineData(typeof(KeyInOtherOrder), "View total gives ProductId for the join key customer_id of entity customer_product; write the parts in the entity's order: customer_id, product_id.")]
    [InlineData(typeof(KeyPartOfOtherType), "View total gives the join key product_id of entity customer_product as int, but it is string; convert it, or declare the entity with that type.")]
    [InlineData(typeof(ModelOfHiddenService), "Model wins uses service 'hidden' and spine 'weekly'; both must be public properties of the repository.")]
    [InlineData(typeof(BaselineElsewhere), "Model wins: the baseline feature 'other:sum' is not in service next.")]
    [InlineData(typeof(BaselineOfText), "Model wins: the baseline feature 'latest:product' is a string; a baseline must be a number or bool.")]
    [InlineData(typeof(ModelOfLists), "Model wins: feature 'latest:embedding' of service next is float32[], which a logistic regression cannot take; take numbers out of it in an on-demand view over latest, and leave latest out of the service.")]
    [InlineData(typeof(ListsInCsv), "ListsInCsv.Pages: Source pages: Page.Words is string[], for which CSV has no form; read Parquet or JSON files with Source.Parquet or Source.Json, or leave the property out.")]
    [InlineData(typeof(RowsAgainAndAgain), "Source orders would store all rows of PostgreSQL again with every ingest; name a growing column with Watermark(l => l.Id), or the rows' id with WithId(l => l.Id).")]
    [InlineData(typeof(KeyWithBounds), "View latest makes its key of Order.Customer, whose least and greatest values source orders keeps in the log (WithBounds), where an erasure does not reach them; leave the column out of WithBounds.")]
    [InlineData(typeof(LocalWatermark), "Source orders: its watermark PlacedAt is a time local to Europe/London, which does not grow when clocks are put back; take an integer, or leave out WithTimeZone.")]
    [InlineData(typeof(NonNullableRow), "Feature latest:price cannot be null, but a row may not be found; declare Price as double?.")]
    [InlineData(typeof(DecimalFeature), "Feature latest:price is of type decimal?; a feature must be bool, int, long, float, double, string, DateTime, float[], long[], double[], string[] or a FeatureMap of long, double, string, long[], double[] or string[].")]
    [InlineData(typeof(ComputedElsewhere), "View latest must make its features in one expression of properties: x => new Latest { Feature = … }.")]
    [InlineData(typeof(FeaturesAlike), "View latest makes Size7 and Size_7, which would both be feature 'size_7'; rename one of them.")]
    [InlineData(typeof(NeverGiven), "View trend over total reads Sparse.Other, which is never given a value; define that feature first.")]
    [InlineData(typeof(EndsWithWhere), "View total ends an aggregation with Where; continue it, for example .Count(Window.Days(7)).")]
    [InlineData(typeof(UsesTheWhole), "View total uses 'w' other than to call an aggregation; write for example w.Count(Window.Days(7)).")]
    [InlineData(typeof(GivesAMethod), "View total calls Sum with something else than a lambda; write it in place, as in e => e.Amount.")]
    [InlineData(typeof(VariableWindow), "View total gives Count a window that is no constant; give it one such as Window.Days(7).")]
    [InlineData(typeof(EmptyWindow), "View total: A window of 00:00:00 has no width; give a positive one, for example Window.Days(7).")]
    [InlineData(typeof(NoneWanted), "View total gives LastN n = 0; give one from 1 to 10000.")]
    [InlineData(typeof(BeyondPercent), "View total gives ApproxPercentile percentile = 101; give one from 0 to 100.")]
    [InlineData(typeof(NoHalfLife), "View total gives DecayedSum a half-life of 00:00:00; give a positive one, for example TimeSpan.FromDays(7).")]
    [InlineData(typeof(NoSuchZone), "View total: 'Mars/Base' is no time zone; give an IANA name such as Europe/London.")]
    [InlineData(typeof(UnevenTiles), "UnevenTiles.Total: View total: a tile of 1.00:00:00 is not made of whole tiles of 07:00:00; give widths of which each is a multiple of the one before.")]
    [InlineData(typeof(DecimalKey), "DecimalKey.Customer: Entity customer has a key of type decimal; a join key must be string, int or long.")]
    [InlineData(typeof(Ambient), "View total uses DateTime.UtcNow, which reads the ambient clock, so training and serving could differ; use a time that the event carries, or SecondsSinceLast for the time since the newest event.")]
    public void Wrong_repositories_are_refused(Type repository, string message) =>
        Should.Throw<InvalidDefinitionException>(() => Build(repository)).Message.ShouldBe(message);

    [Fact]
    public void A_property_that_throws_is_named()
    {
        var error = Should.Throw<UserCodeException>(() => Build(typeof(Throwing)));

        error.Message.ShouldBe("Throwing.Customer threw FormatException: bad setting");
        error.InnerException.ShouldBeOfType<FormatException>();
    }

    [Fact]
    public void Properties_that_are_no_definitions_are_passed_over() => Build(typeof(WithOthers)).Entities.Single().Name.ShouldBe("customer");

    private static Larder.Catalog.FeatureCatalog Build(Type repository) => ((FeatureRepository)Activator.CreateInstance(repository)!).Build();
}

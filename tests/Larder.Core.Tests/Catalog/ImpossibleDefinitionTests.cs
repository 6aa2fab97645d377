using Larder.Catalog;
using Larder.Errors;

namespace Larder.Core.Tests.Catalog;

/// <summary>Definitions that cannot be right, whatever the data: refused when the repository is built, as <c>plan</c> does, with the place and the fix.</summary>
public class ImpossibleDefinitionTests
{
    private const string Keeps = "source deliveries keeps 30 days of history (WithRetention)";

    [Theory]
    [InlineData(typeof(LabelInARow), "Model late: feature 'newest:late' is computed from IsLate of the very event that spine each_delivery takes the label from, so the label is among the features; leave it out of view newest, or say when the rows of deliveries are known (WithDelay or WithKnownAt).")]
    [InlineData(typeof(LabelInAWindow), "Model late: feature 'past:share' is computed from IsLate of the very event that spine each_delivery takes the label from, so the label is among the features; keep the leading edge of view past exclusive, or say when the rows of deliveries are known (WithDelay or WithKnownAt).")]
    [InlineData(typeof(LabelInAFilter), "Model late: feature 'late_past:deliveries' is computed from IsLate of the very event that spine each_delivery takes the label from, so the label is among the features; keep the leading edge of view late_past exclusive, or say when the rows of deliveries are known (WithDelay or WithKnownAt).")]
    [InlineData(typeof(LabelThroughAnOnDemandView), "Model late: feature 'newest:late' is computed from IsLate of the very event that spine each_delivery takes the label from, so the label is among the features; leave it out of view newest, or say when the rows of deliveries are known (WithDelay or WithKnownAt).")]
    [InlineData(typeof(LabelInTheRequest), "Model late: request column 'late' of spine each_delivery is computed from IsLate, as the label is, so the label is among the features; take it out of the request, since no request can carry it before the event has ended.")]
    [InlineData(typeof(LongWindow), $"View past: feature 'deliveries' looks back 31 days (window 2678400s), but {Keeps}; shorten the window, or keep at least 31 days.")]
    [InlineData(typeof(LongTumbling), $"View past: feature 'deliveries' looks back 32 days (window tumbling 1382400s), but {Keeps}; shorten the window, or keep at least 32 days.")]
    [InlineData(typeof(EverInRetention), $"View past: feature 'deliveries' has a window over all history (Window.Lifetime), but {Keeps}; give it a window of at most that, or take WithRetention off deliveries.")]
    [InlineData(typeof(LongTtl), $"View newest: its rows live 45 days, but {Keeps}; give WithTtl at most that, or keep at least 45 days.")]
    [InlineData(typeof(NoTtl), $"View newest: its rows have no time to live, so it needs all history, but {Keeps}; give it WithTtl of at most that, or take WithRetention off deliveries.")]
    [InlineData(typeof(LongSpine), $"Spine monthly: activeWithin and label reach over 20 days and 11 days, 31 days together, but {Keeps}; shorten one of them, or keep at least 31 days.")]
    [InlineData(typeof(WindowBeforeTheLabel), $"Model buys: feature 'past:deliveries' looks back 21 days from cut-offs of spine weekly, whose labels look ahead 10 days: every row needs 31 days of history, but {Keeps}; shorten the window or the label, or keep at least 31 days.")]
    [InlineData(typeof(NoRetention), "NoRetention.Deliveries: Source deliveries: a retention of 00:00:00 keeps nothing; give a positive one, for example TimeSpan.FromDays(365).")]
    [InlineData(typeof(FutureWindow), "FutureWindow.Past: A window of -7.00:00:00 would look into the future; windows reach back from the time asked for, so give a positive width, for example Window.Days(7).")]
    [InlineData(typeof(FutureSession), "FutureSession.Past: A window of -00:30:00 would look into the future; windows reach back from the time asked for, so give a positive width, for example Window.Session(TimeSpan.FromMinutes(30)).")]
    [InlineData(typeof(BackwardLabel), "BackwardLabel.Monthly: A window of -30.00:00:00 would look into the future; windows reach back from the time asked for, so give a positive width, for example Window.Days(7).")]
    [InlineData(typeof(SessionLabel), "SessionLabel.Monthly: Spine monthly: label cannot be a session; give it a width, for example Window.Days(30).")]
    [InlineData(typeof(CalendarActivity), "CalendarActivity.Monthly: Spine monthly: activeWithin cannot be calendar days; give it a width, for example Window.Days(30).")]
    [InlineData(typeof(KnownBefore), "KnownBefore.Deliveries: Source deliveries: a delay of -01:00:00 is negative; rows cannot be known before they happen.")]
    [InlineData(typeof(RequestFromCutoffs), "Model buys: service next takes request column 'weight', which spine weekly cannot give: cut-offs have no request. Use a spine of EachEvent with a request, or leave the views that take it out of the service.")]
    [InlineData(typeof(RequestLacksAColumn), "Model late: service next takes request column 'litres', which spine each_delivery does not give; give it in the request of EachEvent.")]
    [InlineData(typeof(RequestOfOtherType), "Model late: service next takes request column 'weight' as int32, but spine each_delivery gives it as float64; use one type.")]
    [InlineData(typeof(RequestOfTwoTypes), "View real takes request column 'weight' as float64, another view as int32; use one type.")]
    [InlineData(typeof(NothingToLearnFrom), "Model buys: service next has no number or bool among its features, so there is nothing to learn from; add one, or encode a text (WithTargetEncoding).")]
    [InlineData(typeof(FeatureNamedStatus), "Service next: the status of view newest and feature 'newest:status' would both be column 'newest__status' of its training sets; rename one of them.")]
    [InlineData(typeof(ColumnsAlike), "Service next: feature 'a:b__c' and feature 'a__b:c' would both be column 'a__b__c' of its training sets; rename one of them.")]
    public void What_cannot_be_right_is_refused(Type repository, string message) =>
        Should.Throw<InvalidDefinitionException>(() => Build(repository)).Message.ShouldBe(message);

    [Fact]
    public void What_looks_like_the_label_and_is_none_is_accepted()
    {
        var catalog = Build(typeof(NoLabel));

        SelfSight.Warnings(catalog).Count.ShouldBe(3, "the views that see the event are named all the same");
    }

    [Fact]
    public void Windows_as_long_as_the_retention_are_accepted() => Build(typeof(JustKept)).Models.Single().Name.ShouldBe("buys");

    [Fact]
    public void A_retention_is_in_the_form_of_its_source_and_in_no_other()
    {
        var (plain, kept) = (new JustKept().Build(), new JustKeptLonger().Build());

        plain.Definitions.Zip(kept.Definitions).Where(d => d.First.Definition.Hash != d.Second.Definition.Hash).Select(d => d.First.Name).ShouldBe(["deliveries"]);
        plain.Definitions.Single(d => d.Kind == "source").Definition.Text.ShouldEndWith(",\"retention\":\"2592000s\"}");
    }

    private static FeatureCatalog Build(Type repository) => ((FeatureRepository)Activator.CreateInstance(repository)!).Build();
}

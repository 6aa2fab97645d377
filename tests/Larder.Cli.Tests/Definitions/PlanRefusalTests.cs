using Larder.Support;

namespace Larder.Definitions;

/// <summary>Definitions that cannot be right end <c>plan</c> with exit code 1, one line on standard error, and no state.</summary>
[Collection(ConsoleRun.Alone)]
public sealed class PlanRefusalTests : IDisposable
{
    private readonly CommandFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(
        typeof(LabelAmongFeatures),
        "Model late: feature 'newest:late' is computed from IsLate of the very event that spine each_parcel takes the label from, so the label is among the features; "
        + "leave it out of view newest, or say when the rows of parcels are known (WithDelay or WithKnownAt).")]
    [InlineData(
        typeof(WindowLongerThanRetention),
        "View counts: feature 'count' looks back 90 days (window 7776000s), but source parcels keeps 30 days of history (WithRetention); shorten the window, or keep at least 90 days.")]
    [InlineData(
        typeof(UnknownColumn),
        "Model late: service next takes request column 'weight', which spine each_parcel does not give; give it in the request of EachEvent.")]
    [InlineData(
        typeof(DuplicateFeature),
        "View newest makes Late1 and Late_1, which would both be feature 'late_1'; rename one of them.")]
    [InlineData(
        typeof(OtherType),
        "Model late: service next takes request column 'weight' as float64, but spine each_parcel gives it as int32; use one type.")]
    [InlineData(
        typeof(FutureWindow),
        "FutureWindow.Counts: A window of -7.00:00:00 would look into the future; windows reach back from the time asked for, so give a positive width, for example Window.Days(7).")]
    public async Task Plan_refuses_what_cannot_be_right(Type repository, string message)
    {
        (await _folder.FailAsync((FeatureRepository)Activator.CreateInstance(repository)!, 1, "plan")).ShouldBe(message);

        Directory.Exists(_folder.StatePath).ShouldBeFalse();
    }
}

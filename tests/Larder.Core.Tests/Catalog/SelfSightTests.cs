using Larder.Catalog;

namespace Larder.Core.Tests.Catalog;

/// <summary>Which repositories are warned that a spine's rows can see their own event.</summary>
public sealed class SelfSightTests
{
    private const string Row = "Spine each_call has a row per event of calls, and row view last_call sees the event itself: its label may leak into the features. "
        + "Say when the rows of calls are known (WithDelay or WithKnownAt), or leave last_call out of the service.";

    private const string Closed = "Spine each_call has a row per event of calls, and the windows of view calls_to_date include the event itself: its label may leak into the features. "
        + "Say when the rows of calls are known (WithDelay or WithKnownAt), or keep the leading edge exclusive.";

    [Fact]
    public void A_row_view_and_a_closed_window_over_the_spines_own_events_are_named()
    {
        SelfSight.Warnings(new CallCentre(s => s).Build()).ShouldBe([Row, Closed]);
    }

    [Fact]
    public void The_warnings_are_those_of_the_service_and_spine()
    {
        var catalog = new CallCentre(s => s).Build();

        SelfSight.Warnings(catalog.Service("all"), catalog.Spine("each_call")).ShouldBe([Row, Closed]);
        SelfSight.Warnings(catalog.Service("moods"), catalog.Spine("each_call")).ShouldBe([Row], "through the input of an on-demand view");
        SelfSight.Warnings(catalog.Service("open"), catalog.Spine("each_call")).ShouldBeEmpty();
        SelfSight.Warnings(catalog.Service("published"), catalog.Spine("each_call")).ShouldBeEmpty("the view has a delay");
        SelfSight.Warnings(catalog.Service("all"), catalog.Spine("each_complaint")).ShouldBeEmpty("of another source");
        SelfSight.Warnings(catalog.Service("all"), catalog.Spine("daily")).ShouldBeEmpty("cut-offs lie between events");
    }

    [Fact]
    public void Services_of_models_count_where_there_are_models()
    {
        SelfSight.Warnings(new ModelledCalls().Build()).ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_is_said_where_rows_are_known_later()
    {
        SelfSight.Warnings(new CallCentre(s => s.WithDelay(TimeSpan.FromMicroseconds(1))).Build()).ShouldBeEmpty();
        SelfSight.Warnings(new CallCentre(s => s.WithKnownAt(c => c.EndedAt)).Build()).ShouldBeEmpty();
        SelfSight.Warnings(new CallCentre(s => s.WithKnownAt(c => c.At)).Build()).ShouldBe([Row, Closed]);
    }
}

public sealed record Call(string Caller, DateTime At, DateTime EndedAt, bool IsAngry);

public sealed record CallCount
{
    public long Calls { get; init; }
}

public sealed record LastCallFeatures
{
    public bool? WasAngry { get; init; }
}

public sealed record CallMood
{
    public bool? IsCalm { get; init; }
}

public class CallCentre(Func<EventSource<Call>, EventSource<Call>> change) : FeatureRepository
{
    public Entity<string> Caller { get; } = new("caller_id");

    public EventSource<Call> Calls => change(Source.Csv<Call>("calls.csv", eventTime: c => c.At));

    public EventSource<Call> Complaints { get; } = Source.Csv<Call>("complaints.csv", eventTime: c => c.At);

    public RowView<LastCallFeatures> LastCall => Calls.LatestBy(Caller, c => c.Caller, c => new LastCallFeatures { WasAngry = c.IsAngry });

    public AggregateView<CallCount> CallsToDate => Calls.AggregateBy(Caller, c => c.Caller, w => new CallCount { Calls = w.Count(Window.Lifetime) })
        .WithEdges(Edge.Inclusive, Edge.Inclusive);

    public AggregateView<CallCount> CallsBefore => Calls.AggregateBy(Caller, c => c.Caller, w => new CallCount { Calls = w.Count(Window.Lifetime) });

    public RowView<LastCallFeatures> PublishedCall => Calls.LatestBy(Caller, c => c.Caller, c => new LastCallFeatures { WasAngry = c.IsAngry }).WithDelay(TimeSpan.FromMinutes(1));

    public OnDemandView<CallMood> Mood => OnDemand(LastCall, (LastCallFeatures l) => new CallMood { IsCalm = l.WasAngry == false });

    public FeatureService All => Service([LastCall, CallsToDate, CallsBefore]);

    public FeatureService Moods => Service([Mood]);

    public FeatureService Open => Service([CallsBefore]);

    public FeatureService Published => Service([PublishedCall]);

    public Spine EachCall => Calls.SpineBy(Caller, c => c.Caller).EachEvent(c => c.IsAngry);

    public Spine EachComplaint => Complaints.SpineBy(Caller, c => c.Caller).EachEvent(c => c.IsAngry);

    public Spine Daily => Calls.SpineBy(Caller, c => c.Caller).Every(Window.Days(1), Window.Days(7), Window.Days(1));
}

public sealed class ModelledCalls() : CallCentre(s => s)
{
    public Model Angry => LogisticRegression(Open, EachCall);
}

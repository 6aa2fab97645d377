namespace Larder.Support;

/// <summary>A small repository with a ttl, an aggregation that ties matter to and an on-demand view; its variants have another window.</summary>
public sealed class Riding : FeatureRepository
{
    /// <summary>The width of the window of <c>fare_recent</c>, days: another one is another version of the view.</summary>
    public int Days { get; init; } = 7;

    public TimeSpan Delay { get; init; }

    public Entity<string> Rider { get; } = new("rider_id");

    public EventSource<Ride> Taken => Source.Csv<Ride>("rides.csv", eventTime: r => r.At, name: "rides").WithDelay(Delay);

    public AggregateView<RidingSums> Sums
    {
        get
        {
            var days = Days;
            return Taken.AggregateBy(Rider, r => r.Rider, w => new RidingSums
            {
                FareRecent = w.Sum(r => r.Fare, Window.Days(days)),
                LastZones = w.LastN(r => (long)r.Zone, 2, Window.Days(30)),
            });
        }
    }

    public RowView<RideLast> Last => Taken.LatestBy(Rider, r => r.Rider, r => new RideLast { Zone = r.Zone }).WithTtl(TimeSpan.FromDays(10));

    public OnDemandView<RidingRatio> Ratio =>
        OnDemandWithRequest<Asked, RidingSums, RidingRatio>(Sums, (a, s) => new RidingRatio { ToRecent = FeatureMath.Ratio(a.Fare, s.FareRecent) });

    public FeatureService Everything => Service([Sums, Last, Ratio], name: "riding");
}

public sealed record Asked(double Fare);

public sealed record RidingSums
{
    public double FareRecent { get; init; }

    public long[]? LastZones { get; init; }
}

public sealed record RidingRatio
{
    public double? ToRecent { get; init; }
}

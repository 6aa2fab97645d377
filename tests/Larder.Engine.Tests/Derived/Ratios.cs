using Larder.Support;

namespace Larder.Derived;

public sealed record LineRatio
{
    public required string Customer { get; init; }

    public double? Ratio { get; init; }

    public long Before { get; init; }
}

public sealed record WiderRatio
{
    public required string Customer { get; init; }

    public double? Ratio { get; init; }

    public string? Note { get; init; }
}

public sealed record DayCount
{
    public string? Customer { get; init; }

    public DateTime Day { get; init; }

    public long? Lines { get; init; }
}

/// <summary>Lines beside the customer's sums, in the variants that tests need.</summary>
public class Ratios : FeatureRepository
{
    public double Factor { get; init; } = 1;

    public Entity<string> Customer { get; } = new("customer_id");

    public EventSource<Line> Lines { get; } = Source.Csv<Line>("lines.csv", eventTime: l => l.At);

    public AggregateView<LineSums> Sums => Lines.AggregateBy(Customer, l => l.Customer, w => new LineSums
    {
        Lines30d = w.Count(Window.Days(30)),
        Amount30d = w.Sum(l => l.Amount, Window.Days(30)),
    });
}

public sealed class PlainRatios : Ratios
{
    public DerivedSource<LineRatio> Joined => Lines.Join(Sums, l => l.Customer)
        .Select((l, sums) => new LineRatio { Customer = l.Customer, Ratio = FeatureMath.Ratio(l.Amount * Factor, sums.Amount30d), Before = sums.Lines30d });
}

public sealed class WideRatios : Ratios
{
    public DerivedSource<WiderRatio> Joined => Lines.Join(Sums, l => l.Customer)
        .Select((l, sums) => new WiderRatio { Customer = l.Customer, Ratio = FeatureMath.Ratio(l.Amount, sums.Amount30d), Note = l.Note });
}

/// <summary>A SQL view of whatever statement a test gives.</summary>
public sealed class DayCounts(Func<EventSource<Line>, SqlText> sql) : Ratios
{
    public SqlView<DayCount> Daily => Sql(Customer, (DayCount d) => d.Customer, d => d.Day, sql(Lines)).WithDelay(TimeSpan.FromDays(1));
}

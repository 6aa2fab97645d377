using System.Buffers;
using System.Buffers.Binary;
using Larder.Errors;
using Larder.Types;

namespace Larder.Docs;

#pragma warning disable CA1822 // A repository's properties are read from an instance.

// snippet:habits
public sealed record Habits
{
    public double? Spread30d { get; init; }

    public string? FirstMerchant { get; init; }

    public double[]? LastAmounts { get; init; }

    public string[]? LastMerchants { get; init; }

    public string[]? TopMerchants90d { get; init; }

    public FeatureMap<long>? Currencies { get; init; }

    public long MerchantsApprox { get; init; }

    public double? MedianAmount90d { get; init; }

    public double[]? AmountQuartiles90d { get; init; }

    public double? RecentAmount { get; init; }

    public long RefundsInARow { get; init; }

    public double? DaysBetween { get; init; }

    public FeatureMap<double>? AmountByCurrency { get; init; }

    public double? TypicalAmount { get; init; }
}
// end-snippet

// snippet:windows
public sealed record Rhythm(long Today, long LastWholeWeek, long LastWholeHour, long InThisSession);
// end-snippet

/// <summary>The repository that docs/aggregations.md takes its pieces from.</summary>
public sealed class HabitsRepository : FeatureRepository
{
    public Entity<long> Account { get; } = new("account_id");

    public EventSource<Payment> Payments => Source.Csv<Payment>("data/payments-*.csv.gz", eventTime: p => p.PaidAt);

    // snippet:habits-view
    public AggregateView<Habits> Habits => Payments.AggregateBy(Account, p => p.AccountId, w => new Habits
    {
        Spread30d = w.StdDevSample(p => p.Amount, Window.Days(30)),
        FirstMerchant = w.First(p => p.Merchant, Window.Lifetime),
        LastAmounts = w.LastN(p => p.Amount, 5, Window.Days(90)),
        LastMerchants = w.LastDistinctN(p => p.Merchant, 3, Window.Days(90)),
        TopMerchants90d = w.TopK(p => p.Merchant, 3, Window.Days(90)),
        Currencies = w.Histogram(p => p.Currency, Window.Days(90)),
        MerchantsApprox = w.ApproxCountDistinct(p => p.Merchant, Window.Lifetime),
        MedianAmount90d = w.ApproxPercentile(p => p.Amount, 50, Window.Days(90)),
        AmountQuartiles90d = w.ApproxPercentiles(p => p.Amount, Window.Days(90), 25, 50, 75),
        RecentAmount = w.DecayedSum(p => p.Amount, TimeSpan.FromDays(7), Window.Days(90)),
        RefundsInARow = w.Streak(p => p.IsRefunded, Window.Lifetime),
        DaysBetween = w.MeanGapSeconds(Window.Days(90)) / 86_400,
        AmountByCurrency = w.Where(p => !p.IsRefunded).By(p => p.Currency).Sum(p => p.Amount, Window.Days(90)),
        TypicalAmount = w.Where(p => p.Amount > 0).Aggregate(p => p.Amount, new GeometricMean(), Window.Days(90)),
    });
    // end-snippet

    // snippet:windows-view
    public AggregateView<Rhythm> Rhythm => Payments.AggregateBy(Account, p => p.AccountId, w => new Rhythm(
        Today: w.Count(Window.CalendarDays(1, "Europe/Berlin")),
        LastWholeWeek: w.Count(Window.WholeCalendarDays(7, "Europe/Berlin")),
        LastWholeHour: w.Count(Window.Tumbling(TimeSpan.FromHours(1))),
        InThisSession: w.Count(Window.Session(TimeSpan.FromMinutes(30)))));
    // end-snippet
}

// snippet:custom
/// <summary>The product of values as a power: what a typical amount is when amounts differ by factors.</summary>
public sealed class GeometricMean : IAggregation<double, GeometricMean.State, double?>
{
    /// <summary>The sum of logarithms and the number of values.</summary>
    public readonly record struct State(double Logs, long Count);

    public string Identity => "geometric_mean@1";

    /// <summary>A sum of doubles depends on the order, so the view's tile grid fixes it.</summary>
    public bool IsExact => false;

    public State Create() => default;

    public void Add(ref State state, double value, Instant time) => state = new(state.Logs + FeatureMath.Log(value), state.Count + 1);

    public void Merge(ref State state, in State later) => state = new(state.Logs + later.Logs, state.Count + later.Count);

    public double? Finish(in State state, Instant at) => state.Count == 0 ? null : FeatureMath.Exp(state.Logs / state.Count);

    public void Write(in State state, IBufferWriter<byte> target)
    {
        var bytes = target.GetSpan(17);
        bytes[0] = 1; // The version of this form.
        BinaryPrimitives.WriteDoubleLittleEndian(bytes[1..], state.Logs);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[9..], state.Count);
        target.Advance(17);
    }

    public State Read(ReadOnlySpan<byte> source) => source is [1, ..] && source.Length == 17
        ? new(BinaryPrimitives.ReadDoubleLittleEndian(source[1..]), BinaryPrimitives.ReadInt64LittleEndian(source[9..]))
        : throw new UnavailableException("A stored geometric mean is damaged; materialize the view again.");
}
// end-snippet

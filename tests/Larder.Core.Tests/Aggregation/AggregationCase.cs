using FsCheck;
using FsCheck.Fluent;
using Larder.Aggregation;
using Larder.Reference;
using Larder.Types;

namespace Larder.Core.Tests.Aggregation;

/// <summary>A generated question to the kernel: an entity's events, a view's plan, and the times it is asked for.</summary>
public sealed record AggregationCase(
    IReadOnlyList<NaiveEvent> Events, AggregatePlan Plan, IReadOnlyList<TimeSpan> Tiles, IReadOnlyList<Instant> Times, Instant Horizon, int FewRows, int Seed)
{
    /// <summary>Cases of few events; one in a hundred has so many that the layout of stores in use makes tiles of them, one in five hundred so many that it makes segments.</summary>
    public static Arbitrary<AggregationCase> OfAnySize { get; } = Of(
        Gen.Frequency((495, Gen.Choose(0, 24)), (4, Gen.Choose(65, 200)), (1, Gen.Choose(2_049, 2_300))), withLifetime: true, aggregations: 24, times: 24);

    /// <summary>Cases of few events.</summary>
    public static Arbitrary<AggregationCase> Any(bool withLifetime) => Of(Gen.Choose(0, 24), withLifetime, aggregations: 16, times: 8);

    /// <summary>The events in the form the kernel reads.</summary>
    public EntityEvents Prepare(Func<NaiveEvent, bool>? keep = null)
    {
        var events = new EntityEvents(Plan.Inputs);
        foreach (var e in NaiveEvent.InTotalOrder(Events).Where(e => keep is null || keep(e)))
        {
            events.Add(e.Order, [.. e.Inputs]);
            if (e.RetractedAt is { } retracted)
            {
                events.Retract(events.Count - 1, retracted);
            }
        }

        return events;
    }

    /// <summary>The values by the naive twin.</summary>
    public FeatureValue[] Expected(Instant at) => NaiveWindows.ComputeAll(Events, Plan.Inputs, Plan.Aggregations, Plan.Edges, Tiles, at);

    public override string ToString() =>
        $"tiles {Plan.Grid}, few rows {FewRows}, {Plan.Edges}, horizon {Horizon}, at {string.Join(", ", Times)}\n  {string.Join("\n  ", NaiveEvent.InTotalOrder(Events))}";

    private static Arbitrary<AggregationCase> Of(Gen<int> sizes, bool withLifetime, int aggregations, int times) => Arb.From(
        from seed in Gen.Choose(0, int.MaxValue) from size in sizes select new CaseGenerator(seed, size).Create(withLifetime, aggregations, times), Smaller);

    private static IEnumerable<AggregationCase> Smaller(AggregationCase c)
    {
        // Not down to single events: of thousands each would be a case on all paths, and the search would take minutes.
        for (var part = c.Events.Count / 2; part > 0 && c.Events.Count / part <= 16; part /= 2)
        {
            for (var start = 0; start < c.Events.Count; start += part)
            {
                yield return c with { Events = [.. c.Events.Take(start), .. c.Events.Skip(start + part)] };
            }
        }

        foreach (var time in c.Times.Where(_ => c.Times.Count > 1))
        {
            yield return c with { Times = [time] };
        }
    }
}

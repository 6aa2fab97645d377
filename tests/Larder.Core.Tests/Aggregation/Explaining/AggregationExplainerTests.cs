using FsCheck;
using FsCheck.Fluent;
using Larder.Aggregation;
using Larder.Aggregation.Explaining;
using Larder.Reference;
using Larder.Types;

namespace Larder.Core.Tests.Aggregation.Explaining;

/// <summary>What is explained adds up to what the kernel computes, as bits, and says of each event what the naive twin says.</summary>
public class AggregationExplainerTests
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(CaseCount.Of(500)).WithReplay(4_242_421, 851_427_001);

    [Fact]
    public void Explained_values_are_the_kernels_bits() => Prop.ForAll(AggregationCase.Any(withLifetime: true), c =>
    {
        var events = c.Prepare();
        var (kernel, explainer) = (new AggregationKernel(c.Plan), new AggregationExplainer(c.Plan));
        var results = new FeatureValue[c.Plan.Aggregations.Count];
        foreach (var at in c.Times)
        {
            kernel.Evaluate(events, at, results);
            for (var i = 0; i < results.Length; i++)
            {
                var all = explainer.Explain(events, i, at, ExplanationLimits.None);
                all.Value.ShouldBe(results[i]);
                all.Earlier.ShouldBeNull();
                (all.Pieces.Count > 0 ? all.Pieces[^1].SoFar : all.Value).ShouldBe(results[i]);

                var few = explainer.Explain(events, i, at, new ExplanationLimits(1, 1));
                few.Value.ShouldBe(results[i]);
                few.Pieces.Count.ShouldBe(Math.Min(1, all.Pieces.Count));
                (few.Earlier?.Pieces ?? 0).ShouldBe(Math.Max(0, all.Pieces.Count - 1));
                (few.Earlier?.SoFar).ShouldBe(all.Pieces.Count > 1 ? all.Pieces[^2].SoFar : null);
            }
        }
    }).Check(Thorough);

    [Fact]
    public void Every_event_is_told_once_with_its_fate() => Prop.ForAll(AggregationCase.Any(withLifetime: true), c =>
    {
        var events = c.Prepare();
        var explainer = new AggregationExplainer(c.Plan);
        foreach (var at in c.Times)
        {
            for (var i = 0; i < c.Plan.Aggregations.Count; i++)
            {
                var explained = explainer.Explain(events, i, at, ExplanationLimits.None);
                var told = explained.Pieces.SelectMany(p => p.Events).ToArray();
                (explained.Before + told.Length + explained.After).ShouldBe(c.Events.Count);
                foreach (var piece in explained.Pieces)
                {
                    piece.Taken.ShouldBe(piece.Events.Count(e => e.Fate == EventFate.Taken));
                    piece.Events.All(e => e.Order.EventTime >= piece.Start && e.Order.EventTime < piece.End).ShouldBeTrue();
                    (piece.IsWhole && piece.Events.Any(e => e.Fate == EventFate.NotKnownYet || e.RetractedAt > at)).ShouldBeFalse();
                }

                foreach (var e in told)
                {
                    e.Fate.ShouldBe(Fate(c.Events.Single(n => n.Order.Sequence == e.Order.Sequence), c.Plan.Aggregations[i], at));
                }
            }
        }
    }).Check(Thorough);

    [Fact]
    public void Tiles_are_whole_in_the_middle_and_ragged_at_the_ends()
    {
        var plan = new AggregatePlan([ColumnType.Float64], [new AggregationSpec(AggregationKind.Sum, 0, -1, Window.Hours(48))], default, TileGrid.Default);
        var events = new EntityEvents(plan.Inputs);
        var start = Time("2024-03-01T00:30:00Z");
        for (var hour = 0; hour < 60; hour++)
        {
            var time = start + TimeSpan.FromHours(hour);
            events.Add(new EventOrder(time, time, hour), [FeatureValue.From(0.1)]);
        }

        var explained = new AggregationExplainer(plan).Explain(events, 0, Time("2024-03-03T10:45:00Z"), new ExplanationLimits(100, 2));

        explained.Pieces.Select(p => $"{p.Start} {(p.End.Microseconds - p.Start.Microseconds) / 3_600_000_000} {p.IsWhole} {p.Count}").ShouldBe(
        [
            .. Enumerable.Range(11, 13).Select(h => $"2024-03-01T{h:00}:00:00Z 1 True 1"),
            "2024-03-02T00:00:00Z 24 True 24",
            .. Enumerable.Range(0, 11).Select(h => $"2024-03-03T{h:00}:00:00Z 1 True 1"),
        ]);
        explained.Pieces[13].Events.Count.ShouldBe(2);
        (explained.Before, explained.After, explained.FromIsIn, explained.ToIsIn).ShouldBe((11, 1, true, false));
    }

    private static Instant Time(string text) => Instant.TryParse(text, out var time) ? time : throw new FormatException(text);

    private static EventFate Fate(NaiveEvent e, AggregationSpec spec, Instant at) =>
        e.Order.KnownAt > at ? EventFate.NotKnownYet
        : e.RetractedAt <= at ? EventFate.Retracted
        : spec.Filter >= 0 && (e.Inputs[spec.Filter].IsNull || !e.Inputs[spec.Filter].AsBoolean()) ? EventFate.FilteredOut
        : spec.Input >= 0 && e.Inputs[spec.Input].IsNull ? EventFate.NoValue
        : spec.Bucket >= 0 && e.Inputs[spec.Bucket].IsNull ? EventFate.NoBucket
        : EventFate.Taken;
}

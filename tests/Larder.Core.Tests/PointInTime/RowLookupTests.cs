using Larder.PointInTime;
using Larder.Reference;
using Larder.Types;

namespace Larder.Core.Tests.PointInTime;

public class RowLookupTests
{
    private static readonly EventOrder AtTen = new(new Instant(10), new Instant(10), 0);

    [Theory]
    [InlineData(9, false)]
    [InlineData(10, true)]
    public void A_row_is_visible_from_the_instant_it_happened_on(long at, bool visible) => RowLookup.IsVisible(AtTen, new Instant(at)).ShouldBe(visible);

    [Theory]
    [InlineData(11, false)]
    [InlineData(12, true)]
    public void A_late_row_is_visible_from_the_instant_it_is_known_on(long at, bool visible) =>
        RowLookup.IsVisible(AtTen with { KnownAt = new Instant(12) }, new Instant(at)).ShouldBe(visible);

    [Theory]
    [InlineData(15, FeatureStatus.Present)]
    [InlineData(16, FeatureStatus.OutsideMaxAge)]
    public void A_row_exactly_as_old_as_allowed_counts(long at, FeatureStatus status) =>
        RowLookup.Judge(AtTen, new Instant(at), TimeSpan.FromMicroseconds(5)).ShouldBe(status);

    [Fact]
    public void Without_a_time_to_live_no_row_is_too_old() =>
        RowLookup.Judge(AtTen, new Instant(253_402_300_799_999_999), null).ShouldBe(FeatureStatus.Present);

    [Fact]
    public void No_row_is_not_found() => RowLookup.Judge(null, new Instant(0), TimeSpan.FromDays(1)).ShouldBe(FeatureStatus.NotFound);

    [Fact]
    public void The_greatest_visible_row_judged_is_what_the_naive_lookup_finds()
    {
        for (var seed = 0; seed < 20_000; seed++)
        {
            var random = new Random(seed);
            var rows = Enumerable.Range(0, random.Next(6))
                .Select(i => (Order: new EventOrder(new Instant(random.Next(-6, 7)), new Instant(random.Next(-6, 10)), i), Row: i))
                .ToArray();
            random.Shuffle(rows);
            var at = new Instant(random.Next(-8, 12));
            TimeSpan? ttl = random.Next(3) == 0 ? null : TimeSpan.FromMicroseconds(random.Next(1, 8));

            var visible = rows.Where(r => RowLookup.IsVisible(r.Order, at)).Select(r => (EventOrder?)r.Order).Max();
            var status = RowLookup.Judge(visible, at, ttl);

            var naive = NaivePointInTime.Lookup(rows, at, ttl);
            status.ShouldBe(naive.Status);
            (status == FeatureStatus.Present ? visible : null).ShouldBe(naive.Order);
        }
    }

    [Fact]
    public void Ties_are_broken_by_known_time_and_then_by_sequence()
    {
        var first = new EventOrder(new Instant(1), new Instant(1), 5);
        var known = new EventOrder(new Instant(1), new Instant(2), 4);
        var last = new EventOrder(new Instant(1), new Instant(2), 6);

        NaivePointInTime.Lookup([(last, "last"), (first, "first"), (known, "known")], new Instant(2), null)
            .ShouldBe(new NaiveRow<string>(FeatureStatus.Present, last, "last"));
        (first < known && known < last && last > first && first <= known && last >= known).ShouldBeTrue();
    }
}

using Larder.Pipelines.Runs;
using Larder.Pipelines.Schedules;
using Larder.Storage;
using Larder.Types;

namespace Larder.Engine.Tests.Orchestration.Fortnight;

/// <summary>Schedules over a fortnight and more of simulated time in which clocks change.</summary>
public sealed class FortnightTests
{
    private const string London = "Europe/London";
    private const string NewYork = "America/New_York";

    // London changes on 29 March and 25 October, New York on 8 March and 1 November.
    private static readonly (DateTime From, DateTime To) Spring = (Utc(3, 7), Utc(3, 31));
    private static readonly (DateTime From, DateTime To) Autumn = (Utc(10, 24), Utc(11, 7));
    private static readonly Schedule Hourly = Schedule.Cron("0 * * * *", London);

    [Theory]
    [InlineData(London)]
    [InlineData(NewYork)]
    public async Task Every_slot_has_one_run_and_data_intervals_join_where_clocks_change(string zone)
    {
        foreach (var (from, to) in new[] { Spring, Autumn })
        {
            foreach (var (expression, slots) in Expected(zone, from, to))
            {
                var time = new SimulatedTime(from, Schedule.Cron(expression, zone), p => p.WithOverlap(OverlapPolicy.Allow));
                await time.PassAsync(to - from + TimeSpan.FromMinutes(1));

                Check(await time.RunsAsync(), slots);
            }
        }
    }

    [Fact]
    public async Task Slots_missed_over_a_change_of_clocks_are_caught_up_each_once()
    {
        foreach (var (from, to, off) in new[] { (Spring.From, Spring.To, Utc(3, 28)), (Autumn.From, Autumn.To, Utc(10, 24).AddHours(6)) })
        {
            var time = new SimulatedTime(from, Hourly, p => p.WithOverlap(OverlapPolicy.Allow).WithCatchUp());
            await time.PassAsync(off - from);
            await time.PassAsync(TimeSpan.FromHours(50), isOff: true);
            await time.PassAsync(to - off - TimeSpan.FromHours(50) + TimeSpan.FromMinutes(1));

            Check(await time.RunsAsync(), SlotTwin.Often(London, t => t.Minute == 0, from, to));
        }
    }

    [Fact]
    public async Task Without_catch_up_only_the_newest_of_missed_slots_has_a_run()
    {
        var time = new SimulatedTime(Autumn.From, Hourly, p => p.WithOverlap(OverlapPolicy.Allow));
        await time.PassAsync(TimeSpan.FromHours(6.5));
        await time.PassAsync(TimeSpan.FromHours(40), isOff: true);
        await time.PassAsync(TimeSpan.FromHours(2));

        (await time.RunsAsync()).Select(r => (r.Interval.End.ToDateTime() - Autumn.From).TotalHours).ShouldBe([1, 2, 3, 4, 5, 6, 46, 47, 48]);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-3)]
    [InlineData(30)]
    [InlineData(-30)]
    public async Task A_clock_that_is_wrong_for_a_day_doubles_no_slot_and_loses_none(int hours)
    {
        var time = new SimulatedTime(Autumn.From, Hourly, p => p.WithOverlap(OverlapPolicy.Allow).WithCatchUp());
        await time.PassAsync(TimeSpan.FromDays(2));
        time.Error = TimeSpan.FromHours(hours);
        await time.PassAsync(TimeSpan.FromDays(1));
        time.Error = default;
        await time.PassAsync(Autumn.To - Autumn.From - TimeSpan.FromDays(3) + TimeSpan.FromMinutes(1));

        Check(await time.RunsAsync(), SlotTwin.Often(London, t => t.Minute == 0, Autumn.From, Autumn.To));
    }

    [Theory]
    [InlineData(OverlapPolicy.Skip)]
    [InlineData(OverlapPolicy.BufferOne)]
    [InlineData(OverlapPolicy.BufferAll)]
    [InlineData(OverlapPolicy.CancelOther)]
    [InlineData(OverlapPolicy.Allow)]
    public async Task Runs_that_take_longer_than_their_schedule_follow_the_policy(OverlapPolicy policy)
    {
        var (from, to) = Autumn;
        var time = new SimulatedTime(from, Hourly, p => p.WithOverlap(policy), TimeSpan.FromMinutes(150));
        await time.PassAsync(to - from + TimeSpan.FromMinutes(1));
        var runs = await time.RunsAsync();
        Instant[] slots = [.. SlotTwin.Often(London, t => t.Minute == 0, from, to)];
        var states = runs.CountBy(r => r.State).ToDictionary();

        switch (policy)
        {
            case OverlapPolicy.Skip:
                // Two and a half hours from the slot on: the next slot is the third after it.
                runs.Select(r => r.Interval.End).ShouldBe(slots.Where((_, at) => at % 3 == 0));
                time.Most.ShouldBe((1, 0));
                break;
            case OverlapPolicy.BufferOne:
                Check(runs, slots);
                time.Most.ShouldBe((1, 1));
                states[RunState.Cancelled].ShouldBeInRange((slots.Length * 3 / 5) - 3, slots.Length * 3 / 5);
                break;
            case OverlapPolicy.BufferAll:
                Check(runs, slots);
                time.Most.Running.ShouldBe(1);
                states.ShouldNotContainKey(RunState.Cancelled);
                Instant?[] begun = [.. runs.Select(r => r.StartedAt).TakeWhile(s => s is not null)];
                begun.ShouldBe(begun.Order());
                break;
            case OverlapPolicy.CancelOther:
                Check(runs, slots);
                time.Most.ShouldBe((1, 0));
                states.ShouldBe(new Dictionary<RunState, int> { [RunState.Cancelled] = slots.Length - 1, [RunState.Running] = 1 }, ignoreOrder: true);
                break;
            default:
                Check(runs, slots);
                time.Most.ShouldBe((3, 0));
                states.ShouldNotContainKey(RunState.Cancelled);
                break;
        }
    }

    private static DateTime Utc(int month, int day) => new(2026, month, day, 0, 0, 0, DateTimeKind.Utc);

    private static IEnumerable<(string Expression, IEnumerable<Instant> Slots)> Expected(string zone, DateTime from, DateTime to) =>
    [
        ("30 1 * * *", SlotTwin.Daily(zone, new(1, 30, 0), from, to)),
        ("30 2 * * *", SlotTwin.Daily(zone, new(2, 30, 0), from, to)),
        ("15 1 * * SUN", SlotTwin.Daily(zone, new(1, 15, 0), from, to, d => d == DayOfWeek.Sunday)),
        ("*/30 * * * *", SlotTwin.Often(zone, t => t.Minute % 30 == 0, from, to)),
        ("0 0-3 * * *", SlotTwin.Often(zone, t => t.Minute == 0 && t.Hour <= 3, from, to)),
    ];

    private static void Check(IReadOnlyList<RunRecord> runs, IEnumerable<Instant> slots)
    {
        runs.Select(r => r.Interval.End).ShouldBe(slots);
        runs.Select(r => r.Slot).Distinct().Count().ShouldBe(runs.Count);
        foreach (var (one, next) in runs.Zip(runs.Skip(1)))
        {
            next.Interval.Start.ShouldBe(one.Interval.End);
        }
    }
}

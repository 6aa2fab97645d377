using Larder.Errors;

namespace Larder.Training;

public sealed class TimeSplitTests
{
    private static readonly TimeSpan Hold = TimeSpan.FromDays(56);
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    [Fact]
    public void Fifty_six_days_of_weekly_cut_offs_hold_out_exactly_the_last_eight()
    {
        var table = Weekly(20);

        var split = TimeSplit.Of("m", table, Hold, Month);

        split.Test.ToArray().ShouldBe(Rows(table, 12, 20));
    }

    [Fact]
    public void Rows_whose_labels_reach_into_the_test_period_are_dropped_and_counted()
    {
        var table = Weekly(20);

        var split = TimeSplit.Of("m", table, Hold, Month);

        // The first test time is day 84: labels of days 56 to 77 reach beyond it, that of day 49 ends on day 79.
        split.Train.ToArray().ShouldBe(Rows(table, 0, 8));
        split.Dropped.ShouldBe(4 * 2);
    }

    [Fact]
    public void A_label_that_ends_at_the_first_test_time_is_still_trained_on()
    {
        var split = TimeSplit.Of("m", Weekly(20), Hold, TimeSpan.FromDays(28));

        split.Train[^1].ShouldBe((8 * 2) + 1);
        split.Dropped.ShouldBe(3 * 2);
        TimeSplit.Of("m", Weekly(20), Hold, TimeSpan.FromDays(28) + TimeSpan.FromMicroseconds(1)).Dropped.ShouldBe(4 * 2);
    }

    [Fact]
    public void Events_that_are_their_own_label_drop_no_row()
    {
        var split = TimeSplit.Of("m", Weekly(20), Hold, TimeSpan.Zero);

        (split.Train.Length, split.Test.Length, split.Dropped).ShouldBe((24, 16, 0));
    }

    [Fact]
    public void The_order_of_the_rows_does_not_matter()
    {
        var table = TrainingSets.Of([99, 1, 98, 2, 60], [true, true, false, false, true]);

        var split = TimeSplit.Of("m", table, TimeSpan.FromDays(10), Month);

        split.Train.ToArray().ShouldBe([1, 3, 4]);
        split.Test.ToArray().ShouldBe([0, 2]);
    }

    [Fact]
    public void Generated_tables_split_as_the_definition_says()
    {
        var random = new Random(11);
        for (var round = 0; round < 200; round++)
        {
            var drawn = Enumerable.Range(0, random.Next(20, 100)).Select(_ => (double)random.Next(0, 60)).Append(0);
            var days = drawn.SelectMany(day => (double[])[day, day]).ToArray();
            random.Shuffle(days);
            var seen = new HashSet<double>();
            var table = TrainingSets.Of(days, [.. days.Select(seen.Add)]);
            var (holdOut, horizon) = (random.Next(1, 25), random.Next(0, 10));

            var split = TimeSplit.Of("m", table, TimeSpan.FromDays(holdOut), TimeSpan.FromDays(horizon));

            var test = Enumerable.Range(0, days.Length).Where(r => days[r] > days.Max() - holdOut).ToArray();
            var train = Enumerable.Range(0, days.Length).Except(test).Where(r => days[r] + horizon <= test.Min(t => days[t])).ToArray();
            split.Test.ToArray().ShouldBe(test);
            split.Train.ToArray().ShouldBe(train);
            split.Dropped.ShouldBe(days.Length - train.Length - test.Length);
        }
    }

    [Fact]
    public void A_training_set_without_rows_says_what_to_do()
    {
        Failure([], []).ShouldBe("Model m: its training set has no rows. Load events that its spine selects, and build the training set again.");
    }

    [Fact]
    public void Too_short_a_history_says_what_to_do()
    {
        Failure([0, 7, 40, 47], [true, false, true, false]).ShouldBe(
            "Model m: no rows are left to train on: the last 56 days (from 1970-01-01T00:00:00Z to 1970-02-17T00:00:00Z) are held out, "
            + "and every earlier row's label looks 30 days ahead into them; the first row is of 1970-01-01T00:00:00Z. "
            + "Shorten the hold-out (WithHoldOut) or load more history.");
    }

    [Fact]
    public void One_label_only_among_the_rows_to_train_on_is_an_error()
    {
        Failure([0, 7, 100, 107], [false, false, true, false]).ShouldBe(
            "Model m: all 2 rows left to train on have the label false, where both labels are needed; "
            + "the last 56 days (from 1970-04-11T00:00:00Z to 1970-04-18T00:00:00Z) are held out. "
            + "Change the hold-out (WithHoldOut) or the spine's label, or load more history.");
    }

    [Fact]
    public void One_label_only_among_the_rows_held_out_is_an_error()
    {
        Failure([0, 7, 100], [false, true, true]).ShouldBe(
            "Model m: all 1 rows held out have the label true, where both labels are needed; "
            + "the last 56 days (from 1970-04-11T00:00:00Z to 1970-04-11T00:00:00Z) are held out. "
            + "Change the hold-out (WithHoldOut) or the spine's label, or load more history.");
    }

    [Fact]
    public void Spans_must_make_sense()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => TimeSplit.Of("m", Weekly(20), TimeSpan.Zero, Month));
        Should.Throw<ArgumentOutOfRangeException>(() => TimeSplit.Of("m", Weekly(20), Hold, -Month));
    }

    private static string Failure(double[] days, bool[] labels) =>
        Should.Throw<InvalidInputException>(() => TimeSplit.Of("m", TrainingSets.Of(days, labels), Hold, Month)).Message;

    /// <summary>Two rows, one of each label, at days 0, 7, 14 …</summary>
    private static TrainingTable Weekly(int weeks) => TrainingSets.Of(
        [.. Enumerable.Range(0, weeks * 2).Select(r => r / 2 * 7.0)],
        [.. Enumerable.Range(0, weeks * 2).Select(r => r % 2 == 0)]);

    private static int[] Rows(TrainingTable table, int fromWeek, int toWeek) =>
        [.. Enumerable.Range(0, table.Rows).Where(r => r / 2 >= fromWeek && r / 2 < toWeek)];
}

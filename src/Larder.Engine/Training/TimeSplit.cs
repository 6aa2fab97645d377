using System.Globalization;
using Larder.Errors;
using Larder.Types;

namespace Larder.Training;

/// <summary>
/// Rows to fit and rows to test on, by time and never by chance. The test rows are those later than the last row's time minus the
/// hold-out: with weekly cut-offs a hold-out of 56 days is exactly the last eight. The rows to fit are those before, less the ones
/// whose labels reach past the first test time: they would show the fit what happened in the test period.
/// </summary>
/// <threadsafety>Immutable.</threadsafety>
public sealed class TimeSplit
{
    private readonly int[] _train;
    private readonly int[] _test;

    private TimeSplit(int[] train, int[] test, int dropped)
    {
        _train = train;
        _test = test;
        Dropped = dropped;
    }

    /// <summary>Rows to fit, ascending: t + label horizon ≤ first test time.</summary>
    public ReadOnlySpan<int> Train => _train;

    /// <summary>Rows held out, ascending: t > last time - hold-out.</summary>
    public ReadOnlySpan<int> Test => _test;

    /// <summary>Number of rows in neither part.</summary>
    public int Dropped { get; }

    /// <summary>Splits a table.</summary>
    /// <param name="model">The model's name, for messages.</param>
    /// <param name="table">The training set.</param>
    /// <param name="holdOut">Width of the test period; positive.</param>
    /// <param name="horizon">How far after its time a row's label looks; zero where the event itself is the label.</param>
    /// <exception cref="InvalidInputException">A part would have no rows, or rows of one label only.</exception>
    public static TimeSplit Of(string model, TrainingTable table, TimeSpan holdOut, TimeSpan horizon)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(holdOut, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(horizon, TimeSpan.Zero);
        if (table.Rows == 0)
        {
            throw new InvalidInputException($"Model {model}: its training set has no rows. Load events that its spine selects, and build the training set again.");
        }

        var (first, last) = Ends(table);
        var border = last - holdOut;
        var firstTest = last;
        foreach (var time in table.Times)
        {
            firstTest = time > border && time < firstTest ? time : firstTest;
        }

        var train = new List<int>(table.Rows);
        var test = new List<int>();
        for (var row = 0; row < table.Rows; row++)
        {
            var time = table.Times[row];
            if (time > border)
            {
                test.Add(row);
            }
            else if (time + horizon <= firstTest)
            {
                train.Add(row);
            }
        }

        var held = $"the last {Days(holdOut)} (from {firstTest} to {last}) are held out";
        if (train.Count == 0)
        {
            throw new InvalidInputException(
                $"Model {model}: no rows are left to train on: {held}, and every earlier row's label looks {Days(horizon)} ahead into them; the first row is of {first}. "
                + "Shorten the hold-out (WithHoldOut) or load more history.");
        }

        CheckLabels(model, table, train, "left to train on", held);
        CheckLabels(model, table, test, "held out", held);
        return new TimeSplit([.. train], [.. test], table.Rows - train.Count - test.Count);
    }

    private static (Instant First, Instant Last) Ends(TrainingTable table)
    {
        var (first, last) = (table.Times[0], table.Times[0]);
        foreach (var time in table.Times)
        {
            first = time < first ? time : first;
            last = time > last ? time : last;
        }

        return (first, last);
    }

    private static void CheckLabels(string model, TrainingTable table, List<int> rows, string which, string held)
    {
        var positives = 0;
        foreach (var row in rows)
        {
            positives += table.Labels[row] ? 1 : 0;
        }

        if (positives == 0 || positives == rows.Count)
        {
            throw new InvalidInputException(
                $"Model {model}: all {rows.Count} rows {which} have the label {(positives == 0 ? "false" : "true")}, where both labels are needed; {held}. "
                + "Change the hold-out (WithHoldOut) or the spine's label, or load more history.");
        }
    }

    private static string Days(TimeSpan span) => span.TotalDays.ToString("0.######", CultureInfo.InvariantCulture) + " days";
}

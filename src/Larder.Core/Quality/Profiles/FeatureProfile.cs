using System.Text;
using Larder.Aggregation.Algebra;
using Larder.Errors;
using Larder.Types;

namespace Larder.Quality.Profiles;

/// <summary>
/// What is remembered of a feature's values in some stretch of time: counts, nulls, NaN, extremes, moments, a quantile sketch, frequent values, and a sketch of the distinct ones. Profiles are a monoid: an empty
/// one changes nothing, and merging is associative and commutative, so that any period is the merge of its tiles. Counts, extremes and sketches are exact in that; moments to their last digits.
/// </summary>
/// <threadsafety>One thread at a time.</threadsafety>
public sealed class FeatureProfile(ProfileKind kind)
{
    private static readonly HyperLogLog DistinctSketch = new(precision: 10);
    private static readonly Moments Deviations = new(Larder.Aggregation.Algebra.Moment.StdDevPop);

    private byte[] _distinct = DistinctSketch.Create();
    private MomentState _moments;

    /// <summary>How values are compared.</summary>
    public ProfileKind Kind { get; } = kind;

    /// <summary>Rows, nulls among them.</summary>
    public long Rows { get; private set; }

    /// <summary>Rows without a value.</summary>
    public long Nulls { get; private set; }

    /// <summary>Rows whose value is NaN, which is no null.</summary>
    public long NaNs { get; private set; }

    /// <summary>The least number; of times, microseconds. Null where there is none. NaN does not count.</summary>
    public double? Min { get; private set; }

    /// <summary>The greatest number; of times, microseconds. Null where there is none. NaN does not count.</summary>
    public double? Max { get; private set; }

    /// <summary>The mean of the finite numbers; null where there is none.</summary>
    public double? Mean => _moments.Count == 0 ? null : _moments.Mean;

    /// <summary>The standard deviation (population) of the finite numbers; null where there is none.</summary>
    public double? Deviation => Deviations.Finish(_moments, default);

    /// <summary>How many finite numbers there are.</summary>
    public long Finite => _moments.Count;

    /// <summary>About how many different values there are, within a few hundredths.</summary>
    public long Distinct => DistinctSketch.Finish(_distinct, default);

    /// <summary>Part of the rows that has no value; 0 where there are no rows.</summary>
    public double NullShare => Rows == 0 ? 0 : (double)Nulls / Rows;

    /// <summary>Texts, or days of times, with their rows, most frequent first; null where there are more than 4,096, and of numbers.</summary>
    public IReadOnlyList<(string Text, long Count)>? Frequent => Kind is ProfileKind.Category or ProfileKind.Time && Values.Values is { } values ? [.. values.Select(v => (v.Text, v.Count))] : null;

    internal NumberSketch Numbers { get; private set; } = new();

    internal ValueCounts Values { get; private set; } = new();

    internal MomentState Moments => _moments;

    /// <summary>Adds rows without a value.</summary>
    public void AddNulls(long rows)
    {
        Rows += rows;
        Nulls += rows;
    }

    /// <summary>Adds rows of whose values nothing is remembered.</summary>
    public void AddOpaque(long rows) => Rows += rows;

    /// <summary>Adds numbers; the span is left in another order.</summary>
    public void AddNumbers(Span<double> values)
    {
        Rows += values.Length;
        var finite = 0;
        var state = default(MomentState);
        var sum = 0d;
        for (var i = 0; i < values.Length; i++)
        {
            var value = values[i];
            if (double.IsNaN(value))
            {
                NaNs++;
            }
            else if (double.IsInfinity(value))
            {
                Extend(value, value);
                Numbers.Add(NumberSketch.Buckets.Key(value), 1);
                DistinctSketch.Add(_distinct, Functions.StableHash.Of(BitConverter.DoubleToInt64Bits(value)));
            }
            else
            {
                values[finite++] = value;
                sum += value;
            }
        }

        if (finite == 0)
        {
            return;
        }

        var kept = values[..finite];
        var mean = sum / finite;
        var (least, greatest, squares) = (kept[0], kept[0], 0d);
        foreach (var value in kept)
        {
            least = Math.Min(least, value);
            greatest = Math.Max(greatest, value);
            squares += (value - mean) * (value - mean);

            // Both zeros are one value.
            DistinctSketch.Add(_distinct, Functions.StableHash.Of(BitConverter.DoubleToInt64Bits(value + 0.0)));
        }

        Numbers.Add(kept);
        Extend(least, greatest);
        state = new MomentState(finite, mean, squares);
        Deviations.Merge(ref _moments, state);
    }

    /// <summary>Adds a text as UTF-8.</summary>
    public void AddText(ReadOnlySpan<byte> text)
    {
        Rows++;
        DistinctSketch.Add(_distinct, Values.Add(text));
    }

    /// <summary>Adds a boolean.</summary>
    public void AddBoolean(bool value) => AddText(value ? "true"u8 : "false"u8);

    /// <summary>Adds a time.</summary>
    public void AddTime(Instant time)
    {
        Rows++;
        Extend(time.Microseconds, time.Microseconds);
        Span<byte> day = stackalloc byte[Days.Length];
        Values.Add(Days.TryWrite(time, day) ? day : "outside the calendar"u8);
        DistinctSketch.Add(_distinct, Functions.StableHash.Of(time.Microseconds));
    }

    /// <summary>Adds a value of the profile's kind, or null.</summary>
    public void Add(FeatureValue value)
    {
        if (value.IsNull)
        {
            AddNulls(1);
            return;
        }

        switch (Kind)
        {
            case ProfileKind.Number: AddNumbers([value.ToNumber()!.Value]); break;
            case ProfileKind.Category when value.Type == ColumnType.Boolean: AddBoolean(value.AsBoolean()); break;
            case ProfileKind.Category: AddText(Encoding.UTF8.GetBytes(value.AsString()!)); break;
            case ProfileKind.Time: AddTime(new Instant(value.Bits)); break;
            default: AddOpaque(1); break;
        }
    }

    /// <summary>Adds all that another profile has.</summary>
    /// <exception cref="InvalidInputException">It is of another kind.</exception>
    public void Merge(FeatureProfile other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Kind != Kind)
        {
            throw new InvalidInputException($"A profile of kind {other.Kind} cannot be merged into one of kind {Kind}: the feature's type has changed. Compare periods on one side of the change.");
        }

        Rows += other.Rows;
        Nulls += other.Nulls;
        NaNs += other.NaNs;
        if (other.Min is { } least)
        {
            Extend(least, other.Max!.Value);
        }

        Deviations.Merge(ref _moments, other._moments);
        DistinctSketch.Merge(ref _distinct, other._distinct);
        Numbers.Merge(other.Numbers);
        Values.Merge(other.Values);
    }

    /// <summary>A value that rows have about this share below them; null where there are no numbers. Within 1 % of its size.</summary>
    /// <param name="share">0 to 1.</param>
    public double? Quantile(double share)
    {
        var left = (long)Math.Floor(share * (Numbers.Counts.Sum(c => c.Count) - 1));
        foreach (var (key, count) in Numbers.Counts)
        {
            left -= count;
            if (left < 0)
            {
                return NumberSketch.Buckets.Value(key);
            }
        }

        return null;
    }

    internal void Restore(long rows, long nulls, long nans, (double Min, double Max)? ends, MomentState moments, byte[] distinct, NumberSketch numbers, ValueCounts values)
    {
        (Rows, Nulls, NaNs, _moments, _distinct, Numbers, Values) = (rows, nulls, nans, moments, distinct, numbers, values);
        (Min, Max) = (ends?.Min, ends?.Max);
    }

    internal byte[] DistinctState => _distinct;

    private void Extend(double least, double greatest)
    {
        Min = Min is { } min ? Math.Min(min, least) : least;
        Max = Max is { } max ? Math.Max(max, greatest) : greatest;
    }
}

using System.Globalization;
using Larder.Types;

namespace Larder.Quality.Checks;

/// <summary>
/// <c>zscore_below</c>: numbers lie less than so many standard deviations, those of a sample, from the mean of the same rows. Where there is no deviation, as of one value or of equal ones, or it is no number, every row is bad.
/// </summary>
/// <param name="Column">The column's index.</param>
/// <param name="Threshold">How many deviations.</param>
/// <param name="IsOneSided">Whether only numbers above the mean are looked at.</param>
public sealed record ZScoreCheck(int Column, double Threshold, bool IsOneSided) : RelativeCheck
{
    /// <inheritdoc/>
    public override string Kind => "zscore_below";

    /// <inheritdoc/>
    public override IReadOnlyList<int> Needed => [Column];

    /// <inheritdoc/>
    public override string Limit => string.Create(CultureInfo.InvariantCulture, $"{(IsOneSided ? "z" : "|z|")} < {Threshold:R}");

    /// <summary>The mean and the deviation, to be measured first.</summary>
    public IReadOnlyList<AggregateCheck> Prior => [PriorOf(Measure.Mean), PriorOf(Measure.Stddev)];

    internal override IEnumerable<KeptRow> BadOf(IReadOnlyList<KeptRow> rows)
    {
        FeatureValue[] values = [.. rows.Select(r => r.Values[0])];
        var (mean, spread) = (AggregateMeter.ValueOf(Prior[0], values), AggregateMeter.ValueOf(Prior[1], values).ToNumber());
        return rows.Where(r => !(spread > 0 && Distance(r.Values[0].ToNumber()!.Value - mean.ToNumber()!.Value) / spread < Threshold));
    }

    private double Distance(double from) => IsOneSided ? from : Math.Abs(from);

    private AggregateCheck PriorOf(Measure measure) => new(measure, Column, new Bounds(default, default)) { Name = Name, When = When, GroupBy = GroupBy };
}

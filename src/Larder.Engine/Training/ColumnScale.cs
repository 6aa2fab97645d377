using Larder.Models;

namespace Larder.Training;

/// <summary>How a column is brought to mean 0 and deviation 1 over the rows fitted; rows without a finite value take no part.</summary>
internal readonly record struct ColumnScale(FeatureTransform Transform, double Mean, double Deviation)
{
    /// <summary>A column that says nothing: every value counts as its mean.</summary>
    public bool IsConstant => Deviation is 0;

    /// <summary>Whether the standardised values are numbers: squares of values near the ends of the range of double are not.</summary>
    public bool IsUsable => double.IsFinite(Mean) && double.IsFinite(Deviation) && Deviation > 0;

    public double Standardise(double value) => double.IsFinite(value) ? (Transform.Apply(value) - Mean) / Deviation : 0;

    public static ColumnScale Of(ReadOnlySpan<double> column, ReadOnlySpan<int> rows, FeatureTransform transform)
    {
        var values = new double[rows.Length];
        var (count, sum) = (0, 0.0);
        var constant = true;
        foreach (var row in rows)
        {
            if (double.IsFinite(column[row]))
            {
                values[count] = transform.Apply(column[row]);
                sum += values[count];
                constant &= values[count].Equals(values[0]);
                count++;
            }
        }

        // Equal values are found by comparing: their computed deviation may be a rounding error instead of zero.
        if (constant)
        {
            return new ColumnScale(transform, count == 0 ? 0 : values[0], 0);
        }

        var (mean, squares) = (sum / count, 0.0);
        for (var i = 0; i < count; i++)
        {
            squares += (values[i] - mean) * (values[i] - mean);
        }

        return new ColumnScale(transform, mean, Math.Sqrt(squares / count));
    }
}

using Larder.Models;

namespace Larder.Training;

/// <summary>How a column is brought to mean 0 and deviation 1 over the rows fitted; rows without a finite value take no part.</summary>
internal readonly record struct ColumnScale(FeatureTransform Transform, double Mean, double Deviation, bool IsConstant)
{
    /// <summary>The signed log's score statistic must be greater by this much, so that neither noise nor rounding decides.</summary>
    private const double Margin = 10;

    public double Standardise(double value) => double.IsFinite(value) ? (Transform.Apply(value) - Mean) / Deviation : 0;

    /// <summary>
    /// Measures a column. Among the plain and the signed-log form it takes the one whose squared correlation with the label is greater:
    /// times the rows, that number is the score statistic of the regression on this column alone, and heavy tails lower it.
    /// </summary>
    public static ColumnScale Of(ReadOnlySpan<double> column, ReadOnlySpan<bool> labels, ReadOnlySpan<int> rows, bool transforms)
    {
        var plain = Moments.Of(column, labels, rows, FeatureTransform.None);
        if (plain.IsConstant)
        {
            return new ColumnScale(FeatureTransform.None, plain.Mean, 1, true);
        }

        var useful = double.IsFinite(plain.Mean) && double.IsFinite(plain.Deviation) && plain.Deviation > 0;
        if (!transforms && useful)
        {
            return new ColumnScale(FeatureTransform.None, plain.Mean, plain.Deviation, false);
        }

        // Values near the ends of the range of double overflow their own variance, or vanish in it; the logarithm brings large ones back.
        var log = Moments.Of(column, labels, rows, FeatureTransform.SignedLog);
        if (useful && !(log.ScoreStatistic > plain.ScoreStatistic + Margin))
        {
            return new ColumnScale(FeatureTransform.None, plain.Mean, plain.Deviation, false);
        }

        return log.Deviation > 0
            ? new ColumnScale(FeatureTransform.SignedLog, log.Mean, log.Deviation, false)
            : new ColumnScale(FeatureTransform.None, 0, 1, true);
    }

    private readonly record struct Moments(double Mean, double Deviation, double ScoreStatistic, bool IsConstant)
    {
        public static Moments Of(ReadOnlySpan<double> column, ReadOnlySpan<bool> labels, ReadOnlySpan<int> rows, FeatureTransform transform)
        {
            var values = new double[rows.Length];
            var positive = new bool[rows.Length];
            var (count, positives, sum) = (0, 0, 0.0);
            var constant = true;
            foreach (var row in rows)
            {
                if (double.IsFinite(column[row]))
                {
                    values[count] = transform.Apply(column[row]);
                    positive[count] = labels[row];
                    sum += values[count];
                    positives += labels[row] ? 1 : 0;
                    constant &= values[count].Equals(values[0]);
                    count++;
                }
            }

            // Equal values are found by comparing: their computed deviation may be a rounding error instead of zero.
            if (constant)
            {
                return new Moments(count == 0 ? 0 : values[0], 0, 0, true);
            }

            var mean = sum / count;
            var rate = (double)positives / count;
            var (squares, products) = (0.0, 0.0);
            for (var i = 0; i < count; i++)
            {
                var difference = values[i] - mean;
                squares += difference * difference;
                products += difference * ((positive[i] ? 1 : 0) - rate);
            }

            var labelSquares = count * rate * (1 - rate);
            var score = squares > 0 && labelSquares > 0 ? count * (products / squares) * (products / labelSquares) : 0;
            return new Moments(mean, Math.Sqrt(squares / count), score, false);
        }
    }
}

using Larder.Types;

namespace Larder.Quality.Checks;

/// <summary><c>correlation</c>: Pearson's coefficient of two columns of numbers, over the rows that have both. Where one of them has a single value there is none; with NaN or infinities among them it is NaN.</summary>
/// <param name="Left">The first column's index.</param>
/// <param name="Right">The second column's index.</param>
/// <param name="Bounds">The bounds.</param>
public sealed record CorrelationCheck(int Left, int Right, Bounds Bounds) : BoundedCheck(Bounds)
{
    /// <inheritdoc/>
    public override string Kind => "correlation";

    /// <inheritdoc/>
    public override IReadOnlyList<int> Columns => [Left, Right];

    internal override string Details => $"{CheckTexts.All([Bounds.AtLeast, Bounds.AtMost])}{base.Details}";

    internal override CheckMeter Start(CheckContext context) => new Meter(this);

    /// <summary>The coefficient, kept from leaving its range by rounding.</summary>
    /// <param name="together">The covariance, or any multiple of it.</param>
    /// <param name="left">The first variance, times the same.</param>
    /// <param name="right">The second variance, times the same.</param>
    public static FeatureValue Of(double together, double left, double right) => FeatureValue.From(Math.Clamp(together / (Math.Sqrt(left) * Math.Sqrt(right)), -1, 1));

    private sealed class Meter(CorrelationCheck check) : CheckMeter
    {
        private readonly List<(double Left, double Right)> _rows = [];

        public override CheckTally Tally => new(_rows.Count, 0, Value);

        private FeatureValue Value
        {
            get
            {
                if (_rows.Any(r => !double.IsFinite(r.Left) || !double.IsFinite(r.Right)))
                {
                    return FeatureValue.From(double.NaN);
                }

                if (_rows.Count == 0 || _rows.All(r => r.Left.Equals(_rows[0].Left)) || _rows.All(r => r.Right.Equals(_rows[0].Right)))
                {
                    return FeatureValue.Null;
                }

                var (left, right) = (_rows.Sum(r => r.Left) / _rows.Count, _rows.Sum(r => r.Right) / _rows.Count);
                return Of(_rows.Sum(r => (r.Left - left) * (r.Right - right)), _rows.Sum(r => (r.Left - left) * (r.Left - left)), _rows.Sum(r => (r.Right - right) * (r.Right - right)));
            }
        }

        public override void Add(EventBatch batch, int row, long number)
        {
            if (batch.Columns[check.Left].Value(row).ToNumber() is { } left && batch.Columns[check.Right].Value(row).ToNumber() is { } right)
            {
                // Both zeros are one.
                _rows.Add((left + 0.0, right + 0.0));
            }
        }
    }
}

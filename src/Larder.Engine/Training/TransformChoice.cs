using Larder.Models;

namespace Larder.Training;

/// <summary>
/// Decides whether a column is fitted as it is or by its signed log: the regression on this column alone is fitted both ways, to an even
/// sample of the rows, and the signed log is taken where it lowers the log loss by more than chance would.
/// </summary>
internal sealed class TransformChoice
{
    /// <summary>Rows of the sample at most.</summary>
    private const int SampleSize = 50_000;

    /// <summary>The summed log loss must fall by more than this, so that neither noise nor rounding decides.</summary>
    private const double Margin = 5;

    private readonly LogisticOptions _options;
    private readonly int[] _sample;
    private readonly bool[] _labels;
    private readonly int _positives;

    public TransformChoice(ReadOnlySpan<bool> labels, ReadOnlySpan<int> rows, LogisticOptions options)
    {
        _options = options;
        _sample = new int[Math.Min(rows.Length, SampleSize)];
        _labels = new bool[_sample.Length];
        for (var i = 0; i < _sample.Length; i++)
        {
            _sample[i] = rows[(int)((long)i * rows.Length / _sample.Length)];
            _labels[i] = labels[_sample[i]];
            _positives += _labels[i] ? 1 : 0;
        }
    }

    /// <summary>The scale to fit a column by; a constant one where the column says nothing.</summary>
    public ColumnScale For(ReadOnlySpan<double> column, ReadOnlySpan<int> rows)
    {
        var plain = ColumnScale.Of(column, rows, FeatureTransform.None);
        if (plain.IsConstant || (plain.IsUsable && (!_options.Transforms || _positives == 0 || _positives == _sample.Length)))
        {
            return plain;
        }

        // Where the squares of the plain values overflow, the logarithm brings them back.
        var log = ColumnScale.Of(column, rows, FeatureTransform.SignedLog);
        return !plain.IsUsable || (log.IsUsable && Loss(column, log) < Loss(column, plain) - Margin) ? log : plain;
    }

    private double Loss(ReadOnlySpan<double> column, ColumnScale scale)
    {
        var design = new double[_sample.Length * 2];
        for (var i = 0; i < _sample.Length; i++)
        {
            design[2 * i] = 1;
            design[(2 * i) + 1] = scale.Standardise(column[_sample[i]]);
        }

        return new NewtonSolver(design, _labels, _options).Solve(Math.Log((double)_positives / (_labels.Length - _positives))).Objective;
    }
}

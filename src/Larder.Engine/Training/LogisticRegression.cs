using Larder.Errors;
using Larder.Models;

namespace Larder.Training;

/// <summary>
/// Fits <see cref="LogisticModel"/>s. Every sum runs over the rows in order on the calling thread, so that the same rows give the same
/// artifact, bit for bit.
/// </summary>
public static class LogisticRegression
{
    /// <summary>
    /// Fits a model: columns are transformed where it helps (see <see cref="LogisticOptions.Transforms"/>) and standardised over the rows,
    /// then Newton's method minimises the penalised log loss. Values that are missing count as the mean; a constant column gets weight 0.
    /// </summary>
    /// <param name="table">The training set.</param>
    /// <param name="rows">The rows to fit, ascending.</param>
    /// <param name="features">The columns to use; none fits the label's rate.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="InvalidInputException">The rows have one label only, or the fit did not come to a stand.</exception>
    /// <exception cref="NotFoundException">The table lacks a feature.</exception>
    public static LogisticFit Fit(TrainingTable table, ReadOnlySpan<int> rows, IReadOnlyList<string> features, LogisticOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(features);
        options ??= LogisticOptions.Default;
        var labels = new bool[rows.Length];
        var positives = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            labels[i] = table.Labels[rows[i]];
            positives += labels[i] ? 1 : 0;
        }

        if (positives == 0 || positives == rows.Length)
        {
            throw new InvalidInputException(
                $"A logistic regression needs rows of both labels: {positives} of {rows.Length} rows are true. Change the spine's label or load more history.");
        }

        var choice = new TransformChoice(table.Labels, rows, options);
        var scales = new ColumnScale[features.Count];
        for (var f = 0; f < scales.Length; f++)
        {
            scales[f] = choice.For(table.Column(features[f]), rows);
        }

        var solution = new NewtonSolver(Design(table, rows, features, scales), labels, options).Solve(Math.Log((double)positives / (rows.Length - positives)));
        var terms = features.Select((feature, f) => scales[f].IsConstant
            ? new LogisticTerm(feature, scales[f].Mean, 1, 0)
            : new LogisticTerm(feature, scales[f].Mean, scales[f].Deviation, solution.Coefficients[f + 1], scales[f].Transform));
        return new LogisticFit(new LogisticModel(solution.Coefficients[0], [.. terms]), solution.Iterations, solution.Objective);
    }

    /// <summary>Row by row: 1 for the intercept, then the standardised values.</summary>
    private static double[] Design(TrainingTable table, ReadOnlySpan<int> rows, IReadOnlyList<string> features, ColumnScale[] scales)
    {
        var width = features.Count + 1;
        var design = new double[checked(rows.Length * width)];
        for (var i = 0; i < rows.Length; i++)
        {
            design[i * width] = 1;
        }

        for (var f = 0; f < features.Count; f++)
        {
            if (scales[f].IsConstant)
            {
                continue;
            }

            var column = table.Column(features[f]);
            var scale = scales[f];
            for (var i = 0; i < rows.Length; i++)
            {
                design[(i * width) + f + 1] = scale.Standardise(column[rows[i]]);
            }
        }

        return design;
    }
}

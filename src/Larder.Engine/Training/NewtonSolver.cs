using Larder.Errors;
using MathNet.Numerics.Providers.LinearAlgebra;

namespace Larder.Training;

/// <summary>
/// Minimises Σ log loss + λ/2 · Σ weight² by Newton's method:
/// 1. one pass over the rows gives the objective, its gradient g and its curvature H at the coefficients β;
/// 2. the step is H⁻¹g, by Cholesky: H is positive definite, because λ > 0 and both labels occur;
/// 3. β moves by the step, or by half of it as often as the objective would otherwise rise;
/// until the step is nothing. The objective is convex: there is one minimum, and every descent ends there.
/// </summary>
internal sealed class NewtonSolver(double[] design, bool[] labels, LogisticOptions options)
{
    /// <summary>Rounding of the objective; a rise below it is none.</summary>
    private const double Rounding = 1e-12;

    /// <summary>MathNet's managed provider by name: the ambient one may be native and multi-threaded.</summary>
    private static readonly ManagedLinearAlgebraProvider Managed = new();

    private readonly int _width = design.Length / labels.Length;

    public (double[] Coefficients, int Iterations, double Objective) Solve(double intercept)
    {
        var current = new double[_width];
        current[0] = intercept;
        var gradient = new double[_width];
        var curvature = new double[_width * _width];
        var objective = Evaluate(current, gradient, curvature);
        for (var iteration = 1; iteration <= options.MaxIterations; iteration++)
        {
            var step = Step(gradient, curvature);
            var scale = 1.0;
            var next = Moved(current, step, scale);
            if (step.Max(Math.Abs) <= options.Tolerance)
            {
                return (next, iteration, objective);
            }

            var moved = Evaluate(next, gradient, curvature);
            while (!(moved <= objective * (1 + Rounding)))
            {
                scale /= 2;
                next = Moved(current, step, scale);
                moved = Evaluate(next, gradient, curvature);
            }

            (current, objective) = (next, moved);
        }

        throw new InvalidInputException(
            $"The logistic regression did not come to a stand in {options.MaxIterations} steps on {labels.Length} rows. Raise LogisticOptions.MaxIterations or Lambda.");
    }

    private static double[] Moved(double[] from, double[] step, double scale)
    {
        var to = new double[from.Length];
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = from[i] - (scale * step[i]);
        }

        return to;
    }

    private double[] Step(double[] gradient, double[] curvature)
    {
        var factor = (double[])curvature.Clone();
        var step = (double[])gradient.Clone();
        Managed.CholeskyFactor(factor, _width);
        Managed.CholeskySolveFactored(factor, _width, step, 1);
        return step;
    }

    /// <summary>The objective at <paramref name="at"/>; overwrites the gradient and the curvature (symmetric, so that its layout does not matter).</summary>
    private double Evaluate(double[] at, double[] gradient, double[] curvature)
    {
        Array.Clear(gradient);
        Array.Clear(curvature);
        var objective = 0.0;
        for (var i = 0; i < labels.Length; i++)
        {
            var row = design.AsSpan(i * _width, _width);
            var logit = 0.0;
            for (var j = 0; j < row.Length; j++)
            {
                logit += row[j] * at[j];
            }

            // exp of a number that is never positive: no overflow on either side.
            var small = Math.Exp(-Math.Abs(logit));
            var probability = logit >= 0 ? 1 / (1 + small) : small / (1 + small);
            var label = labels[i] ? 1 : 0;
            objective += LogOnePlus(small) + Math.Max(logit, 0) - (label * logit);
            Accumulate(row, probability - label, small / ((1 + small) * (1 + small)), gradient, curvature);
        }

        for (var j = 1; j < _width; j++)
        {
            objective += options.Lambda / 2 * at[j] * at[j];
            gradient[j] += options.Lambda * at[j];
            curvature[(j * _width) + j] += options.Lambda;
        }

        for (var j = 0; j < _width; j++)
        {
            for (var k = 0; k < j; k++)
            {
                curvature[(j * _width) + k] = curvature[(k * _width) + j];
            }
        }

        return objective;
    }

    /// <summary>
    /// ln(1 + x) to the last digits of x: where labels are separated the objective is a sum of very small numbers, and rounding them to
    /// 1 + x would look like a rise.
    /// </summary>
    private static double LogOnePlus(double x)
    {
        var sum = 1 + x;
        var rounded = sum - 1;
        return rounded > 0 ? Math.Log(sum) * (x / rounded) : x;
    }

    private static void Accumulate(ReadOnlySpan<double> row, double residual, double weight, double[] gradient, double[] curvature)
    {
        for (var j = 0; j < row.Length; j++)
        {
            gradient[j] += residual * row[j];
            var weighted = weight * row[j];
            var target = curvature.AsSpan(j * row.Length, row.Length);
            for (var k = j; k < row.Length; k++)
            {
                target[k] += weighted * row[k];
            }
        }
    }
}

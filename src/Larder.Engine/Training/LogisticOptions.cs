namespace Larder.Training;

/// <summary>How a logistic regression is fitted.</summary>
public sealed record LogisticOptions
{
    /// <summary>The defaults.</summary>
    public static LogisticOptions Default { get; } = new();

    /// <summary>
    /// Strength of the penalty λ/2 · Σ weight² added to the summed log loss; the intercept is free. It keeps weights finite where a
    /// feature separates the labels, and fades as rows grow. Default 1.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a positive number.</exception>
    public double Lambda
    {
        get;
        init => field = value > 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Lambda must be positive.");
    } = 1;

    /// <summary>
    /// Whether columns may be fitted by their signed log where that alone predicts the label better. Default true. A column whose squares
    /// overflow is always fitted by it.
    /// </summary>
    public bool Transforms { get; init; } = true;

    /// <summary>The fit stands still when no coefficient, per deviation, would move further than this. Default 1e-8.</summary>
    public double Tolerance { get; init; } = 1e-8;

    /// <summary>Newton steps after which the fit is given up. Default 100; fits take about ten.</summary>
    public int MaxIterations { get; init; } = 100;
}

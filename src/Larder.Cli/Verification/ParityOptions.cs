using Larder.Engine;

namespace Larder.Cli.Verification;

/// <summary>Choices for a <see cref="ParityCheck"/>.</summary>
public sealed record ParityOptions
{
    /// <summary>Default of <see cref="Pairs"/>.</summary>
    public const int DefaultPairs = 1_500;

    /// <summary>Default of <see cref="Seed"/>.</summary>
    public const int DefaultSeed = 1;

    /// <summary>Entities and times to sample, at least 3. Default 1,500.</summary>
    public int Pairs { get; init; } = DefaultPairs;

    /// <summary>Chooses them; equal seeds choose equal pairs. Default 1.</summary>
    public int Seed { get; init; } = DefaultSeed;

    /// <summary>
    /// Greatest difference of two numbers with a point that still counts as equal, as a part of the greater one. Default 0: values are equal when
    /// all their bits are.
    /// </summary>
    public double Tolerance { get; init; }

    /// <summary>Most differences told one by one. Default 10.</summary>
    public int MostExamples { get; init; } = 10;

    /// <summary>Only vectors of this service are replayed. Default null: all that were logged.</summary>
    public string? Service { get; init; }

    /// <summary>Told about pairs compared.</summary>
    public IProgress<StepProgress>? Progress { get; init; }
}

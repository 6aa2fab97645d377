using Larder.Errors;
using Larder.Types;

namespace Larder.Serving.Logging;

/// <summary>A part of all entities, chosen by the stable hash of their keys: the same on every machine and in every run, and contained in every greater part.</summary>
public readonly record struct EntitySample
{
    private const int UnusedBits = 11;
    private const double Steps = 1L << (64 - UnusedBits);

    /// <summary>Creates a sample.</summary>
    /// <param name="rate">From 0, nothing, to 1, every entity.</param>
    /// <exception cref="InvalidInputException">The rate is no such number.</exception>
    public EntitySample(double rate) => Rate = rate is >= 0 and <= 1
        ? rate
        : throw new InvalidInputException($"A rate of {rate.ToString("R", System.Globalization.CultureInfo.InvariantCulture)} is no part of all entities; give a number from 0, nothing, to 1, every entity.");

    /// <summary>The part taken, from 0 to 1.</summary>
    public double Rate { get; }

    /// <summary>Whether an entity belongs to it.</summary>
    public bool Takes(EntityKey key) => (key.StableHash() >> UnusedBits) < Rate * Steps;
}

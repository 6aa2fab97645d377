using System.Text.Json;
using Larder.Errors;
using Larder.Types;

namespace Larder.Models;

/// <summary>
/// A fitted logistic regression: p = 1 / (1 + exp(-(intercept + Σ weight·z))), where z is the feature, transformed if the term says so,
/// minus its training mean, divided by its training deviation; null, NaN and infinities count as the mean. Immutable; scoring allocates
/// nothing.
/// </summary>
public sealed class LogisticModel
{
    private readonly LogisticTerm[] _terms;

    /// <summary>Creates a model.</summary>
    /// <param name="intercept">The log odds of an average row.</param>
    /// <param name="terms">One per feature used, in the order of the values given to <see cref="Score"/>.</param>
    public LogisticModel(double intercept, IReadOnlyList<LogisticTerm> terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        Intercept = intercept;
        _terms = [.. terms];
    }

    /// <summary>The log odds of an average row.</summary>
    public double Intercept { get; }

    /// <summary>The features and their weights.</summary>
    public IReadOnlyList<LogisticTerm> Terms => _terms;

    /// <summary>The probability of the label for one row.</summary>
    /// <param name="values">One value per term, in order; numeric, bool or null.</param>
    public double Score(ReadOnlySpan<FeatureValue> values)
    {
        var logit = Intercept;
        for (var i = 0; i < _terms.Length; i++)
        {
            logit += _terms[i].Contribution(values[i].ToNumber());
        }

        return 1 / (1 + Math.Exp(-logit));
    }

    /// <summary>The stored form: JSON with round-trip exact numbers.</summary>
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(new LogisticArtifact(1, Intercept, _terms), ModelJson.Default.LogisticArtifact);

    /// <summary>Reads the stored form.</summary>
    /// <exception cref="UnavailableException">The artifact is damaged or of a newer format.</exception>
    public static LogisticModel Read(ReadOnlySpan<byte> artifact)
    {
        try
        {
            var read = JsonSerializer.Deserialize(artifact, ModelJson.Default.LogisticArtifact);
            return read is { Format: 1 }
                ? new LogisticModel(read.Intercept, read.Terms)
                : throw new UnavailableException($"The model artifact has format {read?.Format}; this Larder reads format 1. Upgrade it, or train again.");
        }
        catch (JsonException damaged)
        {
            throw new UnavailableException("The model artifact is damaged; train the model again.", innerException: damaged);
        }
    }
}

internal sealed record LogisticArtifact(int Format, double Intercept, IReadOnlyList<LogisticTerm> Terms);

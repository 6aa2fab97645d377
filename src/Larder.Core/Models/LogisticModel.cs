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
    /// <param name="values">One value per term, in order; numeric, bool or null, or a category where the term encodes one.</param>
    public double Score(ReadOnlySpan<FeatureValue> values)
    {
        var logit = Intercept;
        for (var i = 0; i < _terms.Length; i++)
        {
            logit += _terms[i].Contribution(values[i]);
        }

        return 1 / (1 + Math.Exp(-logit));
    }

    /// <summary>The stored form: JSON with round-trip exact numbers. Format 2 has encodings; without any it is format 1.</summary>
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(
        new LogisticArtifact(_terms.Any(t => t.Encoding is not null) ? 2 : 1, Intercept, _terms), ModelJson.Default.LogisticArtifact);

    /// <summary>The features that a stored model takes as categories; none where it cannot be read.</summary>
    public static IReadOnlyList<string> EncodedIn(ReadOnlySpan<byte> artifact)
    {
        try
        {
            return [.. Read(artifact).Terms.Where(t => t.Encoding is not null).Select(t => t.Feature)];
        }
        catch (UnavailableException)
        {
            return [];
        }
    }

    /// <summary>Reads the stored form.</summary>
    /// <exception cref="UnavailableException">The artifact is damaged or of a newer format.</exception>
    public static LogisticModel Read(ReadOnlySpan<byte> artifact)
    {
        try
        {
            var read = JsonSerializer.Deserialize(artifact, ModelJson.Default.LogisticArtifact);
            return read is { Format: 1 or 2 }
                ? new LogisticModel(read.Intercept, read.Terms)
                : throw new UnavailableException($"The model artifact has format {read?.Format}; this Larder reads formats 1 and 2. Upgrade it, or train again.");
        }
        catch (Exception damaged) when (damaged is JsonException or FormatException or OverflowException or ArgumentException)
        {
            throw new UnavailableException("The model artifact is damaged; train the model again.", innerException: damaged);
        }
    }
}

internal sealed record LogisticArtifact(int Format, double Intercept, IReadOnlyList<LogisticTerm> Terms);

using System.Text.Json.Serialization;
using Larder.Types;

namespace Larder.Models;

/// <summary>One feature of a <see cref="LogisticModel"/>.</summary>
/// <param name="Feature"><c>view:feature</c>.</param>
/// <param name="Mean">Mean of the transformed feature over the training rows that have one; stands in for null, NaN and infinities.</param>
/// <param name="Deviation">Standard deviation of the transformed feature over the same rows; 1 where it was zero.</param>
/// <param name="Weight">Change of the log odds per deviation.</param>
/// <param name="Transform">What happens to a value before it is standardised.</param>
/// <param name="Encoding">What number a category is, before anything else; null where the feature is a number.</param>
public sealed record LogisticTerm(
    string Feature,
    double Mean,
    double Deviation,
    double Weight,
    FeatureTransform Transform = FeatureTransform.None,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] CategoryEncoding? Encoding = null)
{
    /// <summary>A value further out counts as this many deviations, so that the log odds are always a number.</summary>
    private const double FurthestOut = 1e9;

    /// <summary>What a feature's value adds to the log odds.</summary>
    public double Contribution(FeatureValue value) => Contribution(Encoding is null ? value.ToNumber() : Encoding.Apply(value));

    /// <summary>What a number adds to the log odds: 0 for null, NaN and infinities.</summary>
    public double Contribution(double? value) =>
        value is { } number && double.IsFinite(number) ? Weight * Math.Clamp((Transform.Apply(number) - Mean) / Deviation, -FurthestOut, FurthestOut) : 0;
}

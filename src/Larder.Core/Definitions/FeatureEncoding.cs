using Larder.Models;

namespace Larder;

/// <summary>A feature that a model takes as a category.</summary>
/// <param name="Feature"><c>view:feature</c>.</param>
/// <param name="Kind">How a category becomes a number.</param>
/// <param name="Smoothing">How many rows the prior weighs; 0 where it has no say.</param>
public sealed record FeatureEncoding(string Feature, EncodingKind Kind, double Smoothing);

using System.Text.Json;

namespace Larder.Models;

/// <summary>The encodings of a model as they lie beside the training set they were fitted on.</summary>
/// <param name="Format">The version of the form: 1.</param>
/// <param name="Model">The model's name.</param>
/// <param name="DatasetVersion">The training set.</param>
/// <param name="Encodings">By feature, <c>view:feature</c>.</param>
public sealed record FittedEncodings(int Format, string Model, string DatasetVersion, IReadOnlyDictionary<string, CategoryEncoding> Encodings)
{
    /// <summary>The stored form: JSON with round-trip exact numbers.</summary>
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, ModelJson.Default.FittedEncodings);

    /// <summary>The encodings of a fitted model.</summary>
    public static FittedEncodings Of(string name, string datasetVersion, LogisticModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new FittedEncodings(
            1, name, datasetVersion, model.Terms.Where(t => t.Encoding is not null).ToDictionary(t => t.Feature, t => t.Encoding!, StringComparer.Ordinal));
    }
}

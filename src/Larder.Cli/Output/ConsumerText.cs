using System.Globalization;
using Larder.Catalog;
using Larder.Storage;

namespace Larder.Cli.Output;

/// <summary>Who consumes something, in words.</summary>
internal static class ConsumerText
{
    /// <summary>Services with their features, and models with their registered versions and aliases.</summary>
    public static string Of(IReadOnlyList<FeatureConsumer> consumers, IReadOnlyList<ModelListing> versions) => consumers.Count == 0
        ? "no service consumes it"
        : string.Join("; ", consumers.Select(c => $"service {c.Service} ({string.Join(", ", c.Features)}){Models(versions, c.Models)}"));

    private static string Models(IReadOnlyList<ModelListing> listed, IReadOnlyList<string> models) => models.Count == 0 ? string.Empty : ", " + string.Join(", ", models.Select(model =>
    {
        var versions = listed.Where(v => v.Model.Name == model).ToArray();
        return versions.Length == 0
            ? $"model {model} (no version)"
            : $"model {model} ({string.Join(", ", versions.Select(v => $"{v.Model.Version.ToString(CultureInfo.InvariantCulture)}{string.Concat(v.Aliases.Select(a => " " + a))}"))})";
    }));
}

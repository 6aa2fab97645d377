using System.Globalization;
using Larder.Errors;
using Larder.Types;

namespace Larder.Catalog;

/// <summary>Makes sure of what a service declares for monitoring.</summary>
internal static class ServiceMonitoring
{
    /// <summary>The required features, in the order served.</summary>
    /// <exception cref="InvalidDefinitionException">One is not of the service.</exception>
    public static IReadOnlyList<(CompiledView View, Feature Feature)> Required(FeatureServiceDefinition service, IReadOnlyList<(CompiledView View, Feature Feature)> features)
    {
        if (service.Required is not { } required)
        {
            return features;
        }

        foreach (var reference in required)
        {
            if (!features.Any(f => Names(reference, f)))
            {
                throw new InvalidDefinitionException(
                    $"Service {service.Name} requires '{reference.TrimEnd(':')}', which is none of its features; require features of {string.Join(", ", features.Select(f => f.View.Name).Distinct())}.");
            }
        }

        return [.. features.Where(f => required.Any(r => Names(r, f)))];
    }

    /// <exception cref="InvalidDefinitionException">A check is about a view that the service does not have.</exception>
    public static void CheckViews(FeatureServiceDefinition service, IReadOnlyList<CompiledView> views)
    {
        if (service.Checks.FirstOrDefault(c => views.All(v => v.Name != c.View)) is { } stray)
        {
            throw new InvalidDefinitionException(
                $"Service {service.Name} checks view {stray.View}, which it does not have; it has {string.Join(", ", views.Select(v => v.Name))}.");
        }
    }

    /// <summary>The canaries' keys.</summary>
    /// <exception cref="InvalidDefinitionException">A key has other columns or types than the service's entities.</exception>
    public static IReadOnlyList<IReadOnlyList<FeatureValue>> Canaries(FeatureServiceDefinition service, JoinKeys keys) =>
        [.. service.Canaries.Select(c => c.Count == keys.Columns.Count
            ? (IReadOnlyList<FeatureValue>)[.. keys.Columns.Zip(c, (column, part) => Part(service.Name, column, part))]
            : throw new InvalidDefinitionException(string.Create(
                CultureInfo.InvariantCulture,
                $"Service {service.Name}: a canary has {c.Count} join keys, and the service takes {keys.Columns.Count}; give {string.Join(", ", keys.Columns.Select(k => k.Name))}.")))];

    private static FeatureValue Part(string service, KeyPart column, object part) => (column.Type, part) switch
    {
        (ColumnType.String, string text) => FeatureValue.From(text),
        (ColumnType.Int32, int number) => FeatureValue.From(number),
        (ColumnType.Int64, int number) => FeatureValue.From((long)number),
        (ColumnType.Int64, long number) => FeatureValue.From(number),
        _ => throw new InvalidDefinitionException($"Service {service}: {column.Name} of a canary is {part?.GetType().Written() ?? "null"}, and the join key is {column.Type.Name()}; give a value of that type."),
    };

    private static bool Names(string reference, (CompiledView View, Feature Feature) feature) =>
        reference.EndsWith(':') ? reference == $"{feature.View.Name}:" : reference == $"{feature.View.Name}:{feature.Feature.Name}";
}

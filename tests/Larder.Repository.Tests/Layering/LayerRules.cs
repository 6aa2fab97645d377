using Larder.Repository.Files;

namespace Larder.Repository.Layering;

/// <summary>The arrows between the assemblies of src/. They point down only, and every one is used; a new assembly gets a row here, a new arrow an entry.</summary>
internal static class LayerRules
{
    public const string UnsafeAssembly = "Larder.DuckDb";

    public static IReadOnlyDictionary<string, string[]> Allowed { get; } = new Dictionary<string, string[]>
    {
        ["Larder.Core"] = [],
        ["Larder.DuckDb"] = [],
        ["Larder.Engine"] = ["Larder.Core", "Larder.DuckDb"],
        ["Larder.Serving"] = ["Larder.Core"],
        ["Larder.Sqlite"] = ["Larder.Core"],
        ["Larder.OpenLineage"] = ["Larder.Core"],
        ["Larder.Postgres"] = ["Larder.Core"],
        ["Larder.S3"] = ["Larder.Core"],
        ["Larder.Smtp"] = ["Larder.Core"],
        ["Larder.Webhooks"] = ["Larder.Core"],
        ["Larder.Client"] = ["Larder.Core"],
        ["Larder.Testing"] = ["Larder.Core"],
        ["Larder.Server"] = ["Larder.Core", "Larder.Serving", "Larder.Client"],
        ["Larder.Cli"] = ["Larder.Core", "Larder.Engine", "Larder.Serving", "Larder.Sqlite", "Larder.OpenLineage", "Larder.Postgres", "Larder.S3", "Larder.Smtp", "Larder.Webhooks", "Larder.Client", "Larder.Server"],
    };

    /// <summary>What the language and the online read path must never drag in, beside the assemblies above them.</summary>
    public static IReadOnlyDictionary<string, string[]> ForbiddenPrefixes { get; } = new Dictionary<string, string[]>
    {
        ["Larder.Core"] = ["Microsoft.AspNetCore"],
        ["Larder.Serving"] = ["Microsoft.AspNetCore"],
    };

    /// <summary>Judges one assembly, or one project file, by the names it refers to.</summary>
    public static IEnumerable<Finding> CheckReferences(string name, IEnumerable<string> references)
    {
        if (!Allowed.TryGetValue(name, out var allowed))
        {
            return [new(name, 0, "has no row in LayerRules.Allowed; add one that says which assemblies below it it may use.")];
        }

        var forbidden = ForbiddenPrefixes.GetValueOrDefault(name, []);
        return references
            .Where(reference => (reference.StartsWith("Larder.", StringComparison.Ordinal) && !allowed.Contains(reference))
                || forbidden.Any(prefix => reference.StartsWith(prefix, StringComparison.Ordinal)))
            .Select(reference => new Finding(name, 0,
                $"refers to {reference}, which it may not; it may use {(allowed.Length == 0 ? "no assembly of Larder" : string.Join(", ", allowed))}. Move the code down or go through a seam in Larder.Core."));
    }

    public static IEnumerable<Finding> CheckUnsafeCode(AssemblyFacts assembly)
    {
        if (assembly.Name == UnsafeAssembly)
        {
            yield break;
        }

        if (assembly.AllowsUnsafeCode)
        {
            yield return new(assembly.Name, 0, $"is compiled with unsafe blocks allowed; only {UnsafeAssembly} may be.");
        }

        foreach (var member in assembly.PointerMembers)
        {
            yield return new(assembly.Name, 0, $"{member} has a pointer in its signature; only {UnsafeAssembly} may handle pointers.");
        }
    }
}

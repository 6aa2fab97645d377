using Larder.Types;

namespace Larder.Catalog.Search;

/// <summary>A feature as people look for it.</summary>
/// <param name="View">Its view.</param>
/// <param name="Feature">The feature.</param>
public sealed record CatalogEntry(CompiledView View, Feature Feature)
{
    /// <summary><c>view:feature</c>.</summary>
    public string Reference => $"{View.Name}:{Feature.Name}";

    /// <summary>What it is; null where nobody said.</summary>
    public string? Description { get; init; }

    /// <summary>What its view is; null where nobody said.</summary>
    public string? ViewDescription { get; init; }

    /// <summary>Who answers for its view, else for the source; null where nobody said.</summary>
    public string? Owner { get; init; }

    /// <summary>The tags of view, source and entities.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The entities it describes.</summary>
    public IReadOnlyList<string> Entities => [.. View.Entities.Select(e => e.Name)];

    /// <summary>The sources it comes from, directly or through other views.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>The services that serve it.</summary>
    public IReadOnlyList<string> Services { get; init; } = [];

    /// <summary>Type of its value.</summary>
    public string Type => Feature.Type.Name();
}

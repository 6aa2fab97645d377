using Larder.Quality.Profiles;

namespace Larder.Quality.Drift;

/// <summary>The profiles of a period, by segment.</summary>
/// <param name="Name">What the period is called: <c>2019-01</c>.</param>
/// <param name="Segments">A tile for each segment; the empty one alone where there are none.</param>
public sealed record ProfiledPeriod(string Name, IReadOnlyDictionary<string, ProfileTile> Segments)
{
    /// <summary>All rows.</summary>
    public ProfileTile Whole { get; } = Merge(Segments.Values);

    /// <summary>Segments beside the whole; none where there is only the whole.</summary>
    public IEnumerable<KeyValuePair<string, ProfileTile>> Parts => Segments.Where(s => s.Key.Length > 0).OrderBy(s => s.Key, StringComparer.Ordinal);

    /// <summary>The tile of a segment; of the empty one the whole; null where the period has no row of it.</summary>
    public ProfileTile? Of(string segment) => segment.Length == 0 ? Whole : Segments.GetValueOrDefault(segment);

    /// <summary>One tile of several.</summary>
    public static ProfileTile Merge(IEnumerable<ProfileTile> tiles)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        var merged = new ProfileTile();
        foreach (var tile in tiles)
        {
            merged.Merge(tile);
        }

        return merged;
    }
}

/// <summary>One period compared with a reference, for the whole or for a segment.</summary>
/// <param name="Reference">What it is compared with; null where there is nothing before it.</param>
/// <param name="Period">The period.</param>
/// <param name="Segment">The segment; empty for all rows.</param>
/// <param name="ReferenceTile">The reference's profiles.</param>
/// <param name="Tile">The period's profiles.</param>
/// <param name="Features">How the features compare.</param>
public sealed record PeriodComparison(string? Reference, string Period, string Segment, ProfileTile ReferenceTile, ProfileTile Tile, IReadOnlyList<FeatureDrift> Features)
{
    /// <summary>Whether any feature drifts.</summary>
    public bool IsDrift => Features.Any(f => f.IsDrift);
}

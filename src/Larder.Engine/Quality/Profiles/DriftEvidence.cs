using Larder.Catalog;
using Larder.Quality.Drift;
using Larder.Storage;
using Larder.Types;

namespace Larder.Quality.Profiles;

/// <summary>Keeps what was compared: every score, and the profiles of both sides where something drifts, so that a verdict can be looked at when the data is gone.</summary>
/// <param name="profiles">Where profiles are kept.</param>
/// <param name="drift">Where comparisons are kept.</param>
public sealed class DriftEvidence(IProfileStore profiles, IDriftStore drift)
{
    /// <summary>The subject of profiles that are evidence; their names are their ids.</summary>
    public const string Subject = "evidence";

    /// <summary>The id of a profile: SHA-256 of its stored form, lower-case hex.</summary>
    public static string IdOf(ProfileTile tile)
    {
        ArgumentNullException.ThrowIfNull(tile);
        return CanonicalJson.HashOf(tile.ToBytes());
    }

    /// <summary>Keeps comparisons of a subject. What has nothing before it is not one.</summary>
    public async Task KeepAsync(string subject, string dataVersion, IReadOnlyList<PeriodComparison> comparisons, Instant now, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(comparisons);
        var records = new List<DriftRecord>();
        var tiles = new Dictionary<string, StoredTile>(StringComparer.Ordinal);
        foreach (var comparison in comparisons.Where(c => c.Reference is not null))
        {
            var (reference, current) = (IdOf(comparison.ReferenceTile), IdOf(comparison.Tile));
            records.AddRange(comparison.Features.Select(f => new DriftRecord(
                subject, f.Feature, comparison.Segment, comparison.Reference!, comparison.Period, reference, current, f.ReferenceRows, f.Rows, f.IsDrift, DriftJson.Of(f).ToJsonString(), now)));
            if (comparison.IsDrift)
            {
                tiles[reference] = new StoredTile(reference, string.Empty, reference, dataVersion, comparison.ReferenceTile.ToBytes());
                tiles[current] = new StoredTile(current, string.Empty, current, dataVersion, comparison.Tile.ToBytes());
            }
        }

        // The profiles first: a record never names one that is not there.
        var known = await profiles.FingerprintsAsync(Subject, cancellationToken).ConfigureAwait(false);
        StoredTile[] unknown = [.. tiles.Values.Where(t => !known.ContainsKey(t.Name))];
        await profiles.ReplaceAsync(Subject, [.. unknown.Select(t => t.Name)], unknown, cancellationToken).ConfigureAwait(false);
        await drift.PutAsync(records, cancellationToken).ConfigureAwait(false);
    }
}

using Larder.Storage;
using Larder.Types;

namespace Larder.Cli.Verification;

/// <summary>The outcome of a parity check.</summary>
/// <param name="Service">The service checked.</param>
/// <param name="Compared">Pairs of entity and time compared.</param>
/// <param name="Equal">Pairs in which every feature is equal.</param>
/// <param name="Different">Pairs in which one or more differ.</param>
/// <param name="PresentValues">Values compared that were PRESENT; the others were null, not found or expired on both sides.</param>
/// <param name="Features">The same per feature.</param>
/// <param name="Examples">The first differences, in words.</param>
/// <param name="Store">What the online store holds of each view.</param>
internal sealed record ParityReport(
    string Service,
    long Compared,
    long Equal,
    long Different,
    long PresentValues,
    IReadOnlyList<FeatureParity> Features,
    IReadOnlyList<string> Examples,
    IReadOnlyList<StoredView> Store)
{
    /// <summary>Versions that history is ahead of the store by, of the view most behind; zero where the store is up to date.</summary>
    public long VersionsBehind => Store.Max(v => v.VersionsBehind);
}

/// <summary>How often one feature differed.</summary>
/// <param name="Feature"><c>view:feature</c>.</param>
/// <param name="Compared">Pairs compared.</param>
/// <param name="Different">Pairs in which it differs.</param>
internal sealed record FeatureParity(string Feature, long Compared, long Different);

/// <summary>What the online store holds of a view, and what history has by now.</summary>
/// <param name="View">The view.</param>
/// <param name="Table">The table version it was materialized from.</param>
/// <param name="AsOf">The instant it was brought to.</param>
/// <param name="Newest">The newest version of that table.</param>
internal sealed record StoredView(string View, TableVersion Table, Instant AsOf, TableVersion Newest)
{
    /// <summary>Versions ingested since. That is no difference: serving sees new events after the next materialization.</summary>
    public long VersionsBehind => Newest.Version - Table.Version;
}

using Larder.Offline;
using Larder.Storage;
using Larder.Types;

namespace Larder.Cli.Verification;

/// <summary>The outcome of a parity check.</summary>
/// <param name="Service">The service checked; null where a log of several questions was replayed.</param>
/// <param name="Compared">Pairs of entity and time compared.</param>
/// <param name="Different">Pairs in which one or more features differ.</param>
/// <param name="PresentValues">Values compared that were PRESENT; the others were null, not found or expired on both sides.</param>
/// <param name="WithinTolerance">Values that differ by no more than the tolerance; they count as equal.</param>
/// <param name="Features">The same per feature.</param>
/// <param name="Examples">A few differences of each cause.</param>
/// <param name="Store">What the online store holds of each view; empty where a log was replayed.</param>
/// <param name="Log">What was replayed; null where the store was sampled.</param>
public sealed record ParityReport(
    string? Service,
    long Compared,
    long Different,
    long PresentValues,
    long WithinTolerance,
    IReadOnlyList<FeatureParity> Features,
    IReadOnlyList<ParityDifference> Examples,
    IReadOnlyList<StoredView> Store,
    ReplayedLog? Log)
{
    /// <summary>Pairs in which every feature is equal.</summary>
    public long Equal => Compared - Different;

    /// <summary>Values that differ, by cause; causes that did not occur are left out.</summary>
    public IReadOnlyDictionary<DifferenceCause, long> Causes =>
        Features.SelectMany(f => f.Causes).GroupBy(c => c.Key).OrderBy(g => g.Key).ToDictionary(g => g.Key, g => g.Sum(c => c.Value));

    /// <summary>Versions that history is ahead of the store by, of the view most behind; zero where the store is up to date.</summary>
    public long VersionsBehind => Store.Select(v => v.VersionsBehind).DefaultIfEmpty().Max();
}

/// <summary>How often one feature differed.</summary>
/// <param name="Feature"><c>view:feature</c>; <c>*</c> for vectors of which one side is none, because a function threw.</param>
/// <param name="Compared">Values compared.</param>
/// <param name="Different">Values that differ.</param>
/// <param name="Causes">Those by cause; causes that did not occur are left out.</param>
public sealed record FeatureParity(string Feature, long Compared, long Different, IReadOnlyDictionary<DifferenceCause, long> Causes)
{
    /// <summary>Values that are equal.</summary>
    public long Equal => Compared - Different;
}

/// <summary>One value that differs.</summary>
/// <param name="Feature"><c>view:feature</c>; <c>*</c> for a vector of which one side is none.</param>
/// <param name="Entity">The entity's key.</param>
/// <param name="At">The time asked for.</param>
/// <param name="Request">The request data, for people; empty for none.</param>
/// <param name="Online">The online value.</param>
/// <param name="Offline">The value from history.</param>
/// <param name="Cause">Why.</param>
/// <param name="Evidence">What shows it: the events, versions or instants.</param>
public sealed record ParityDifference(
    string Feature, string Entity, Instant At, string Request, OfflineEntry Online, OfflineEntry Offline, DifferenceCause Cause, string Evidence)
{
    /// <summary>The difference in one line.</summary>
    public override string ToString() =>
        $"{Feature} of {Entity} at {At}{(Request.Length == 0 ? string.Empty : $" with {Request}")}: online {Text(Online)}, offline {Text(Offline)}; {Cause.Text()}: {Evidence}";

    private static string Text(OfflineEntry entry) => $"{entry.Value} ({entry.Status.WireName()}{(entry.EventTime is { } time ? $", event of {time}" : string.Empty)})";
}

/// <summary>What the online store holds of a view, and what history has by now.</summary>
/// <param name="View">The view.</param>
/// <param name="Table">The table version it was materialized from.</param>
/// <param name="AsOf">The instant it was brought to.</param>
/// <param name="Newest">The newest version of that table.</param>
public sealed record StoredView(string View, TableVersion Table, Instant AsOf, TableVersion Newest)
{
    /// <summary>Versions ingested since. That is no difference: serving sees new events after the next materialization.</summary>
    public long VersionsBehind => Newest.Version - Table.Version;
}

/// <summary>What was read of a log of served vectors.</summary>
/// <param name="Files">Files read.</param>
/// <param name="Vectors">Vectors read.</param>
/// <param name="Entities">Entities among those compared.</param>
/// <param name="FirstServed">When the first of those compared was served; null for none.</param>
/// <param name="LastServed">When the last was.</param>
/// <param name="TornLines">Last lines of files without an end, passed over: of a server that was killed or is writing.</param>
/// <param name="DamagedLines">Other lines that cannot be read, passed over.</param>
/// <param name="FirstDamaged">Where the first of them is; null for none.</param>
/// <param name="Skipped">Vectors that cannot be computed again, by reason.</param>
public sealed record ReplayedLog(
    int Files,
    long Vectors,
    long Entities,
    Instant? FirstServed,
    Instant? LastServed,
    long TornLines,
    long DamagedLines,
    string? FirstDamaged,
    IReadOnlyDictionary<string, long> Skipped);

using Larder.Catalog;
using Larder.Monitoring;
using Larder.Storage;
using Larder.Types;

namespace Larder.Serving.Monitoring;

/// <summary>Makes a report of what a store holds.</summary>
public static class StoredReport
{
    private static readonly TallyKind[] Judged = [TallyKind.Late, TallyKind.Coverage, TallyKind.Canary];
    private static readonly TallyKind[] Told = [TallyKind.Age, TallyKind.Lag, TallyKind.Result, TallyKind.Check];

    /// <summary>Most hours that a report can go back: as long as tallies are kept.</summary>
    public static int MostHours => (int)Tally.KeptHours.TotalHours;

    /// <summary>Reads what a report needs.</summary>
    /// <param name="catalog">The repository's definitions.</param>
    /// <param name="store">The store.</param>
    /// <param name="hours">How far back freshness, coverage and checks are told; 0 where only objectives and incidents are wanted.</param>
    /// <param name="now">Now.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="Larder.Errors.UnavailableException">The store cannot be read.</exception>
    public static async Task<MonitoringReport> ReadAsync(FeatureCatalog catalog, ITallyStore store, int hours, Instant now, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        var from = now - TimeSpan.FromHours(hours);
        var judged = await store.ReadAsync(Judged, now - Tally.KeptHours, cancellationToken).ConfigureAwait(false);
        var told = hours == 0 ? [] : await store.ReadAsync(Told, from, cancellationToken).ConfigureAwait(false);
        var newest = hours == 0 ? [] : await store.ReadAsync([TallyKind.Newest], now - Tally.KeptHours, cancellationToken).ConfigureAwait(false);
        return MonitoringReport.Of(catalog, new TallyBook([.. judged, .. told, .. newest]), from, now);
    }
}

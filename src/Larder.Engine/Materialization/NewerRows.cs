using Larder.Aggregation.Tiles;
using Larder.Storage;

namespace Larder.Materialization;

/// <summary>Compares rows with those that the online store has.</summary>
internal static class NewerRows
{
    /// <summary>Leaves out rows than which the stored ones are newer.</summary>
    /// <param name="store">The online store.</param>
    /// <param name="online">The view there.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="keepsEqual">Whether a stored row of equal rank is the same row and stays.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    public static async ValueTask<EntityWrites> OfAsync(IOnlineStore store, string online, OnlineWrite[] rows, bool keepsEqual, CancellationToken cancellationToken)
    {
        var stored = new OnlineRow[rows.Length];
        await store.ReadAsync(online, rows.Select(w => w.Key).ToArray(), stored, cancellationToken).ConfigureAwait(false);
        OnlineWrite[] newer = [.. rows.Where((w, i) => stored[i].Payload is null || w.Order.CompareTo(stored[i].Order) >= (keepsEqual ? 1 : 0))];
        return new EntityWrites(newer, stored.Count(row => row.Payload is null), 0);
    }
}

using Larder.Errors;
using Larder.Storage;

namespace Larder.Testing;

/// <summary>Writes for tests that do not care who else writes.</summary>
public static class OnlineStoreExtensions
{
    /// <summary>Writes a batch over whatever state is stored, and begins again where another writer was faster.</summary>
    /// <param name="store">The store.</param>
    /// <param name="view">The view.</param>
    /// <param name="rows">The batch.</param>
    /// <param name="state">The state stored with it.</param>
    /// <param name="cancellationToken">Stops the write.</param>
    /// <exception cref="NotFoundException">The view was never created here.</exception>
    public static async Task WriteOverAsync(
        this IOnlineStore store, string view, IReadOnlyList<OnlineWrite> rows, MaterializationState state, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        while (true)
        {
            var expected = await store.GetStateAsync(view, cancellationToken).ConfigureAwait(false);
            try
            {
                await store.WriteAsync(view, rows, state, expected, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (ConflictException)
            {
                // Another writer came between the two calls.
            }
        }
    }
}

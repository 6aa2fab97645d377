using Larder.Errors;
using Larder.Storage;

namespace Larder.Serving.Logging;

/// <summary>
/// Looks up what the stored views were made from. A vector was read some time between two look-ups, so both answers go with it: where they
/// differ a materialization came in between, and one of them is right.
/// </summary>
internal sealed class OriginLookup(IOnlineStore store)
{
    private readonly Dictionary<ServedView, (ViewOrigin? Before, ViewOrigin? Now)> _known = [];

    /// <summary>Asks the store about every view of some plans.</summary>
    public async Task RefreshAsync(IEnumerable<ServedPlan> plans)
    {
        foreach (var view in plans.SelectMany(p => p.Views).Where(v => v.IsStored).Distinct())
        {
            var before = _known.TryGetValue(view, out var known) ? known.Now : null;
            _known[view] = (before, await FindAsync(view).ConfigureAwait(false) ?? before);
        }
    }

    /// <summary>One list per view of a plan.</summary>
    public IReadOnlyList<IReadOnlyList<ViewOrigin>> Of(ServedPlan plan) => [.. plan.Views.Select(v => _known.TryGetValue(v, out var known) ? Distinct(known) : [])];

    private static ViewOrigin[] Distinct((ViewOrigin? Before, ViewOrigin? Now) known) => [.. new[] { known.Now, known.Before }.OfType<ViewOrigin>().Distinct()];

    private async Task<ViewOrigin?> FindAsync(ServedView view)
    {
        try
        {
            return await store.GetStateAsync(OnlineViewName.Of(view.Name, view.Version)).ConfigureAwait(false) is { } state ? ViewOrigin.Of(state) : null;
        }
        catch (LarderException)
        {
            // The vector is worth more than where it came from; without that, late arrivals cannot be told from other causes.
            return null;
        }
    }
}

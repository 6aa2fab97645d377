using Larder.Catalog;
using Larder.Errors;
using Larder.Offline;
using Larder.OnDemand;
using Larder.Serving.Logging;
using Larder.Storage;

namespace Larder.Cli.Verification;

/// <summary>What an online store's views were made from.</summary>
/// <param name="Origins">By view.</param>
internal sealed record StoreOrigins(IReadOnlyDictionary<string, ViewOrigin> Origins)
{
    /// <summary>What history is read at, to be compared with the store.</summary>
    public IReadOnlyDictionary<string, HistoryPin> Pins { get; } =
        Origins.ToDictionary(o => o.Key, o => new HistoryPin(o.Value.Table, o.Value.AsOf), StringComparer.Ordinal);

    /// <summary>The newest instant of a view.</summary>
    public Types.Instant AsOf => Origins.Values.Max(o => o.AsOf);

    /// <summary>Asks a store about the views of a plan.</summary>
    /// <exception cref="NotFoundException">A view is not materialized, or not whole.</exception>
    /// <exception cref="ConflictException">A view has rows beyond what it was made from.</exception>
    public static async Task<StoreOrigins> OfAsync(IOnlineStore store, FeaturePlan plan, AppliedVersions versions, CancellationToken cancellationToken)
    {
        var origins = new Dictionary<string, ViewOrigin>(StringComparer.Ordinal);
        foreach (var view in plan.Sources)
        {
            var state = await store.GetStateAsync(OnlineViewName.Of(view.Name, versions.Of(view)), cancellationToken);
            if (state is { IsComplete: true, Reaching: { } reaching })
            {
                throw new ConflictException(
                    $"The view {view.Name} has rows as of {reaching} beyond {state.Source} as of {state.AsOf}, of ranges or of an incremental run that did not finish, so no history is what it was made of; run 'larder materialize-incremental {view.Name}' first.");
            }

            origins.Add(view.Name, state is { IsComplete: true }
                ? ViewOrigin.Of(state)
                : throw new NotFoundException($"The view {view.Name} is not materialized; run 'larder materialize'."));
        }

        return new StoreOrigins(origins);
    }

    /// <summary>The first view that another state of the store shows made from something else; null for none.</summary>
    public string? ChangedSince(StoreOrigins before) => Origins.FirstOrDefault(o => o.Value != before.Origins[o.Key]).Key;

    /// <summary>The same for causes: served by this very code in the versions applied.</summary>
    public OnlineOrigin Served(FeatureCatalog catalog, AppliedVersions versions) =>
        new(versions.Views, catalog.CodeVersion, Origins.ToDictionary(o => o.Key, o => (IReadOnlyList<ViewOrigin>)[o.Value], StringComparer.Ordinal));
}

using System.Collections.Concurrent;
using Larder.Errors;
using Larder.Serving.Online;
using Larder.Storage;

namespace Larder.Serving.Inference;

/// <summary>
/// Finds model versions. A version never changes and is loaded once; an alias is looked up again when it was last looked up a second
/// ago, by one caller while the others go on with what is known, so a promotion is served within a second.
/// </summary>
internal sealed class ModelResolver(FeatureReader features, IModelStore models, TimeProvider clock)
{
    private static readonly TimeSpan LookUpEvery = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<(string Name, int Version), ServedModel> _loaded = new();
    private readonly ConcurrentDictionary<(string Name, string Alias), AliasEntry> _aliases = new();

    public ValueTask<ServedModel> FindAsync(string name, ModelSelector selector, CancellationToken cancellationToken)
    {
        if (selector.Version is { } version)
        {
            return _loaded.TryGetValue((name, version), out var loaded) ? new(loaded) : LoadAsync(name, version, cancellationToken);
        }

        var alias = selector.Alias!;
        if (!_aliases.TryGetValue((name, alias), out var entry))
        {
            return ResolveAsync(name, alias, cancellationToken);
        }

        return clock.GetElapsedTime(entry.LookedUp) < LookUpEvery || !entry.TryClaim() ? new(entry.Model) : RefreshAsync(name, alias, entry, cancellationToken);
    }

    private async ValueTask<ServedModel> LoadAsync(string name, int version, CancellationToken cancellationToken)
    {
        var found = await models.GetAsync(name, version, cancellationToken).ConfigureAwait(false);
        return found is not null
            ? Load(found)
            : throw new NotFoundException($"Model {Known(name)} has no version {version}; name a version that was trained, or the alias {ModelSelector.Champion}.");
    }

    private async ValueTask<ServedModel> ResolveAsync(string name, string alias, CancellationToken cancellationToken)
    {
        var now = clock.GetTimestamp();
        var found = await models.ResolveAsync(name, alias, cancellationToken).ConfigureAwait(false);
        if (found is null)
        {
            throw alias == ModelSelector.Champion
                ? new NotFoundException($"Model {Known(name)} has no champion yet; run `larder train {name}`.")
                : new NotFoundException($"Model {Known(name)} has no alias '{alias}'; use {ModelSelector.Champion}, or name a version.");
        }

        var model = Load(found);
        _aliases[(name, alias)] = new AliasEntry(model, now);
        return model;
    }

    private async ValueTask<ServedModel> RefreshAsync(string name, string alias, AliasEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            return await ResolveAsync(name, alias, cancellationToken).ConfigureAwait(false);
        }
        catch (UnavailableException)
        {
            // The registry is down or the new artifact damaged: the version served so far is a better answer than none.
            _aliases[(name, alias)] = new AliasEntry(entry.Model, clock.GetTimestamp());
            return entry.Model;
        }
        catch (LarderException)
        {
            _aliases.TryRemove((name, alias), out _);
            throw;
        }
        catch
        {
            entry.Release();
            throw;
        }
    }

    private ServedModel Load(ModelVersion version) =>
        _loaded.TryGetValue((version.Name, version.Version), out var known)
            ? known
            : _loaded.GetOrAdd((version.Name, version.Version), ServedModel.Load(version, features));

    /// <summary>The name, once it is known to be a model of the repository.</summary>
    private string Known(string name) => features.Catalog.Model(name).Name;

    private sealed class AliasEntry(ServedModel model, long lookedUp)
    {
        private int _claimed;

        public ServedModel Model { get; } = model;

        public long LookedUp { get; } = lookedUp;

        public bool TryClaim() => Interlocked.CompareExchange(ref _claimed, 1, 0) == 0;

        public void Release() => Volatile.Write(ref _claimed, 0);
    }
}

using Larder.Errors;

namespace Larder.Storage;

/// <summary>The errors every store raises with the same text, whatever it is built on.</summary>
public static class StoreErrors
{
    /// <summary>The view was never created in the online store at <paramref name="location"/> (a path, an address, or what else names it).</summary>
    public static NotFoundException ViewNotMaterialized(string view, string location)
        => new($"Online view '{view}' is not materialized in {location}; run 'larder materialize'.");

    /// <summary>The materialization state of a view is not what the writer saw; null stands for none.</summary>
    public static ConflictException MaterializationMoved(string view, MaterializationState? expected, MaterializationState? actual)
        => new($"Online view '{view}' is written by another process: its state is {Reached(actual)}, not {Reached(expected)}. " +
            "Wait until that process has finished, then run 'larder materialize' again.");

    /// <summary>A version was to be applied that does not follow the newest stored one (0 when there is none).</summary>
    public static ConflictException VersionTaken(DefinitionVersion version, int newest)
        => new($"Version {version.Version} of {version.Kind} '{version.Name}' cannot be applied: version {newest + 1} is next. " +
            "Another process applied first; run 'larder apply' again.");

    /// <summary>An alias does not point where the caller saw it; null stands for nowhere.</summary>
    public static ConflictException AliasMoved(string model, string alias, int? expected, int? actual)
        => new($"Alias '{alias}' of model '{model}' points at {Target(actual)}, not at {Target(expected)}: it was moved meanwhile. Read it again and repeat.");

    /// <summary>A model has no such version.</summary>
    public static NotFoundException NoSuchModelVersion(string model, int version)
        => new($"Model '{model}' has no version {version}; 'larder models' lists what is registered.");

    /// <summary>There is no such run.</summary>
    public static NotFoundException NoSuchRun(string run) => new($"There is no run '{run}'; 'larder pipeline runs' lists what there is.");

    /// <summary>Something is asked of a run that has ended.</summary>
    public static ConflictException RunHasEnded(string run) => new($"Run '{run}' has ended, so nothing can be asked of it; 'larder pipeline resume {run}' makes a run that goes on from it.");

    /// <summary>Makes sure that tiles are of the names that are replaced, each segment once.</summary>
    /// <exception cref="ArgumentException">One is not.</exception>
    public static void EnsureNamed(IReadOnlyCollection<string> names, IReadOnlyList<StoredTile> tiles)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(tiles);
        if (tiles.FirstOrDefault(t => !names.Contains(t.Name, StringComparer.Ordinal)) is { } stranger)
        {
            throw new ArgumentException($"The tile {stranger.Name} is not among the names that are replaced; name it too.");
        }

        if (tiles.GroupBy(t => (t.Name, t.Segment)).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"The tile {twice.Key.Name} of segment '{twice.Key.Segment}' is given twice; merge both first.");
        }
    }

    private static string Reached(MaterializationState? state) => state is null
        ? "empty"
        : string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{state.Source} as of {state.AsOf} at {state.Rows} {(state.Rows == 1 ? "entity" : "entities")}{(state.IsComplete ? ", complete" : string.Empty)}");

    private static string Target(int? version) => version is { } number ? $"version {number}" : "no version";
}

using Larder.Catalog;
using Larder.DuckDb;
using Larder.Types;

namespace Larder.Offline.TrainingSets;

/// <summary>Makes the engine's spine. Tables are opened and the instant is found meanwhile; a spine that does not need them does not wait for them.</summary>
/// <returns>The file that is read where it lies; null where the engine has all of it.</returns>
internal delegate SpineFile? MakeSpine(
    DuckDbDatabase engine, DuckDbConnection connection, Task<IReadOnlyDictionary<string, OfflineTable>> tables, Task<Instant> asOf, CancellationToken cancellationToken);

/// <summary>Where a spine comes from and how it is made.</summary>
/// <param name="Reference">As recorded: a name with its version, or the full path of a file.</param>
/// <param name="Sources">The sources whose tables it is made from.</param>
/// <param name="Make">Makes it.</param>
internal sealed record SpineRecipe(string Reference, IReadOnlyList<SourceDefinition> Sources, MakeSpine Make)
{
    /// <summary>A spine of the repository.</summary>
    /// <param name="spine">The spine.</param>
    /// <param name="version">Its version in the registry; null where it is not applied in its present form.</param>
    public static SpineRecipe Of(CompiledSpine spine, int? version) => new(
        version is null ? spine.Name : $"{spine.Name}@{version}",
        [spine.Source],
        (engine, connection, tables, asOf, cancellationToken) =>
        {
            SpineMaker.Make(engine, connection, tables.GetAwaiter().GetResult()[spine.Source.Name], spine, asOf.GetAwaiter().GetResult(), cancellationToken);
            return null;
        });

    /// <summary>A file with these join keys.</summary>
    public static SpineRecipe Of(JoinKeys keys, string path) => new(
        Path.GetFullPath(path),
        [],
        (_, connection, _, _, cancellationToken) => SpineFile.Import(connection, keys, path, cancellationToken));
}

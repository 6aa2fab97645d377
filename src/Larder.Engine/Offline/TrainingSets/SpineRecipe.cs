using Larder.Catalog;
using Larder.DuckDb;
using Larder.Types;

namespace Larder.Offline.TrainingSets;

/// <summary>Fills the engine's spine table. The instant is found meanwhile; a spine that does not need it does not wait for it.</summary>
internal delegate void MakeSpine(
    DuckDbDatabase engine, DuckDbConnection connection, IReadOnlyDictionary<string, OfflineTable> tables, Task<Instant> asOf, CancellationToken cancellationToken);

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
        (engine, connection, tables, asOf, cancellationToken) => SpineMaker.Make(engine, connection, tables[spine.Source.Name], spine, asOf.GetAwaiter().GetResult(), cancellationToken));

    /// <summary>A file with these join keys.</summary>
    public static SpineRecipe Of(JoinKeys keys, string path) => new(
        Path.GetFullPath(path),
        [],
        (_, connection, _, _, cancellationToken) => SpineTable.Import(connection, keys, path, cancellationToken));
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Larder.Catalog;
using Larder.DuckDb;
using Larder.Engine;
using Larder.Ingestion;
using Larder.Offline;
using Larder.Offline.Delta;

namespace Larder.Derived;

/// <summary>
/// The days that a backfill has computed so far, in a Delta table beside the derived one. Each commit says which days are in and what they were made of, so that a killed run goes on
/// behind its last commit, and days of another definition or of other versions upstream are thrown away.
/// </summary>
internal sealed class BackfillTable
{
    private const string AppId = "backfill";
    private readonly SourceDefinition _source;
    private readonly DeltaTable _table;
    private DeltaSnapshot? _snapshot;

    private BackfillTable(SourceDefinition source, DeltaTable table, DeltaSnapshot? snapshot) => (_source, _table, _snapshot) = (source, table, snapshot);

    /// <summary>The name of the table.</summary>
    public static string NameOf(SourceDefinition source) => source.Name + "__backfill";

    /// <summary>What the days were made of, and which they are; null where there is nothing.</summary>
    public BackfillState? State => _snapshot?.Transactions.GetValueOrDefault(AppId)?.UserMetadata is { } text ? JsonSerializer.Deserialize(text, BackfillJson.Default.BackfillState) : null;

    /// <summary>The files of the days.</summary>
    public IReadOnlyList<DeltaFile> Files => _snapshot?.Files ?? [];

    /// <summary>The folder.</summary>
    public string Path => _table.Path;

    public static async Task<BackfillTable> OpenAsync(Workspace workspace, SourceDefinition source, CancellationToken cancellationToken)
    {
        var table = DeltaTable.At(System.IO.Path.Combine(workspace.OfflinePath, NameOf(source)), workspace.Clock);
        return new BackfillTable(source, table, await table.ReadAsync(ct: cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Removes all of it.</summary>
    public void Delete()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }

        _snapshot = null;
    }

    /// <summary>Adds the staged rows, which are those of some days.</summary>
    /// <param name="engine">Has the staging table.</param>
    /// <param name="staging">That table.</param>
    /// <param name="state">What the table is made of then.</param>
    /// <param name="cancellationToken">Stops the engine; nothing is committed then.</param>
    public async Task AddAsync(DuckDbDatabase engine, StagingTables staging, BackfillState state, CancellationToken cancellationToken)
    {
        var columns = EventFiles.ColumnsOf(_source);
        var snapshot = _snapshot ?? await _table.CreateAsync(EventFiles.SchemaOf(columns), [EventFiles.DayColumn], cancellationToken).ConfigureAwait(false);
        var json = JsonSerializer.Serialize(state, BackfillJson.Default.BackfillState);
        var hash = CanonicalJson.HashOf(Encoding.UTF8.GetBytes(json));
        var files = EventFiles.Write(engine, [new(FileTarget.Of(Path, columns, "_sequence", hash, _source), staging.AcceptedRows(columns, cancellationToken))], cancellationToken)[0];
        var transaction = (snapshot.Transactions.GetValueOrDefault(AppId)?.Version ?? 0) + 1;
        await _table.AppendAsync(
            new DeltaAppend(AppId, transaction, [.. files.Select(f => f.ToNewFile())]) { UserMetadata = json }, cancellationToken).ConfigureAwait(false);
        _snapshot = await _table.ReadAsync(ct: cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>What the days computed so far were made of.</summary>
/// <param name="Made">As a derived table's commit says it.</param>
/// <param name="Days">The days, <c>yyyy-MM-dd</c>.</param>
internal sealed record BackfillState(DerivedState Made, IReadOnlyList<string> Days);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BackfillState))]
internal sealed partial class BackfillJson : JsonSerializerContext;

using Larder.DuckDb;
using Larder.Engine;

namespace Larder.Offline.Maintenance;

/// <summary>
/// Old days of a source with revisions whose rows are about the same thing as rows that stay: dropping one of the two would change what the other means. A day that stays keeps others in turn, so days
/// are looked for until there are no more.
/// </summary>
internal static class RevisedDays
{
    private const string Said = "revision_days";

    /// <summary>The days; none of a source without revisions, or of a quarantine, whose rows revise nothing.</summary>
    /// <param name="workspace">Where the table is.</param>
    /// <param name="connection">The engine.</param>
    /// <param name="source">The source.</param>
    /// <param name="table">Its table, or that of its quarantine.</param>
    /// <param name="before">The first day that stays.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    public static async Task<IReadOnlySet<string>> FindAsync(Workspace workspace, DuckDbConnection connection, SourceDefinition source, string table, string before, CancellationToken cancellationToken)
    {
        var kept = new HashSet<string>(StringComparer.Ordinal);
        if (source.RevisionId is null || table != source.Name || await OfflineTable.TryOpenAsync(workspace.OfflinePath, source, cancellationToken).ConfigureAwait(false) is not { } events)
        {
            return kept;
        }

        connection.Execute($"CREATE OR REPLACE TEMP TABLE {Said} AS {events.SelectRevisionDays()}", cancellationToken);
        while (Find(connection, before, kept, cancellationToken) is { Count: > 0 } found)
        {
            kept.UnionWith(found);
        }

        return kept;
    }

    private static List<string> Find(DuckDbConnection connection, string before, IReadOnlyCollection<string> kept, CancellationToken cancellationToken)
    {
        var stays = $"(day >= {Identifiers.Literal(before)}{string.Concat(kept.Order(StringComparer.Ordinal).Select(day => $" OR day = {Identifiers.Literal(day)}"))})";
        using var result = connection.Query($"SELECT DISTINCT day FROM {Said} WHERE NOT {stays} AND id IN (SELECT id FROM {Said} WHERE {stays})", cancellationToken);
        var days = new List<string>();
        while (result.Read(cancellationToken) is { } chunk)
        {
            for (var row = 0; row < chunk.RowCount; row++)
            {
                days.Add(chunk[0].GetString(row));
            }
        }

        return days;
    }
}

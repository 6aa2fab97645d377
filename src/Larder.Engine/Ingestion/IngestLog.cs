using System.Text.Json;
using Larder.Engine;
using Larder.Errors;
using Larder.Offline.Delta;

namespace Larder.Ingestion;

/// <summary>What earlier ingests of a source stored with their commits.</summary>
internal static class IngestLog
{
    /// <summary>The beginning of the transaction ids of ingests.</summary>
    public const string Prefix = "ingest-";

    /// <summary>The table of a source's events.</summary>
    public static DeltaTable EventsOf(Workspace workspace, SourceDefinition source) => DeltaTable.At(Path.Combine(workspace.OfflinePath, source.Name), workspace.Clock);

    /// <summary>The ingests of a version, by transaction id.</summary>
    /// <exception cref="InvalidInputException">The log does not say any more what one of them stored.</exception>
    public static IEnumerable<(string Id, IngestCommit Commit)> Read(DeltaTable events, DeltaSnapshot snapshot) => snapshot.Transactions.Values
        .Where(t => t.AppId.StartsWith(Prefix, StringComparison.Ordinal))
        .Select(t => (t.AppId, JsonSerializer.Deserialize(t.UserMetadata ?? throw Forgotten(events, t), IngestJson.Default.IngestCommit)!));

    /// <summary>All ingests so far.</summary>
    /// <inheritdoc cref="Read"/>
    public static async Task<IReadOnlyList<IngestCommit>> ReadAsync(Workspace workspace, SourceDefinition source, CancellationToken cancellationToken)
    {
        var events = EventsOf(workspace, source);
        return await events.ReadAsync(ct: cancellationToken).ConfigureAwait(false) is { } snapshot ? [.. Read(events, snapshot).Select(c => c.Commit)] : [];
    }

    private static InvalidInputException Forgotten(DeltaTable events, DeltaTransaction transaction) => new(
        $"The log of the Delta table '{events.Path}' does not say any more what ingest '{transaction.AppId}' has stored: another program has written its checkpoint and removed the commits before it. "
        + "Restore the commits from a backup, or ingest all files into another state folder.");
}

using Larder.Errors;
using Larder.Types;

namespace Larder.Offline.Delta;

/// <summary>
/// Deletes what no version within the retention needs. Files are listed before the log is read, so that one committed meanwhile is seen to be; the old ones only, so that
/// no file goes whose writer is still at work.
/// </summary>
internal sealed class TableVacuum(DeltaTable table, Instant now, Action<DeltaStep> reached)
{
    public async Task<DeltaVacuum> RunAsync(DeltaVacuumOptions options, CancellationToken ct)
    {
        var candidates = Directory.Exists(LogFolder.Of(table.Path)) ? OrphanFinder.Candidates(table.Path) : throw DeltaErrors.NoTable(table.Path);
        var state = new LogState(table.Path);
        await LogReader.ReplayAsync(state, null, ct).ConfigureAwait(false);
        var snapshot = state.Version < 0 ? throw DeltaErrors.NoTable(table.Path) : state.ToSnapshot();
        ProtocolGate.RequireWritable(table.Path, snapshot, removesRows: false);
        var retention = Retained(options, snapshot);
        var limit = now - retention;
        var needed = RemovedSince(state, limit, ct);
        needed.UnionWith(snapshot.Files.Select(file => file.Path));
        var (pinned, lost) = await PinnedAsync(options, needed, ct).ConfigureAwait(false);
        DeltaOrphan[] files = [.. candidates.Where(file => file.LastWritten <= limit && !needed.Contains(file.Path))];
        var log = await LogCleaner.FindAsync(table.Path, snapshot, now, pinned, ct).ConfigureAwait(false);
        if (!options.DryRun)
        {
            Delete(files.Select(file => file.Path), DeltaStep.FileDeleting, ct);
            Delete(log.Select(name => $"{LogFolder.Name}/{name}"), DeltaStep.LogDeleting, ct);
        }

        return new(retention, files, log, lost);
    }

    private TimeSpan Retained(DeltaVacuumOptions options, DeltaSnapshot snapshot)
    {
        var least = Retention.OfFiles(table.Path, snapshot);
        return options.Retention is not { } wanted ? least
            : wanted >= least || (options.Force && wanted >= TimeSpan.Zero) ? wanted
            : throw new InvalidInputException(
                $"A retention of {wanted.TotalDays:0.###} days is shorter than the {least.TotalDays:0.###} days of the Delta table '{table.Path}': readers and writers under way could lose their files. "
                + "Give a longer one, or force it when nothing else uses the table.");
    }

    /// <summary>Files removed later than the limit. Checkpoints forget after the table's own retention, so every commit is asked.</summary>
    private HashSet<string> RemovedSince(LogState state, Instant limit, CancellationToken ct)
    {
        var removed = state.Tombstones.Where(file => file.DeletedAt > limit).Select(file => file.Key.Path).ToHashSet(StringComparer.Ordinal);
        foreach (var version in LogListing.Read(table.Path).Commits)
        {
            if (LogReader.TryRead(table.Path, version, ct) is { } commit)
            {
                removed.UnionWith(commit.Files.Where(file => file.Removed?.DeletedAt > limit).Select(file => file.Key.Path));
            }
        }

        return removed;
    }

    private async Task<(IReadOnlyList<long> Pinned, IReadOnlyList<long> Lost)> PinnedAsync(DeltaVacuumOptions options, HashSet<string> needed, CancellationToken ct)
    {
        var (pinned, lost) = (new List<long>(), new List<long>());
        foreach (var pin in options.Pinned.Distinct().Order())
        {
            var snapshot = await table.TryReadAsync(pin, ct).ConfigureAwait(false);
            (snapshot is null ? lost : pinned).Add(pin);
            needed.UnionWith(snapshot?.Files.Select(file => file.Path).Where(path => !options.Unpinned.Contains(path)) ?? []);
        }

        return (pinned, lost);
    }

    private void Delete(IEnumerable<string> paths, DeltaStep step, CancellationToken ct)
    {
        foreach (var path in paths)
        {
            ct.ThrowIfCancellationRequested();
            reached(step);
            File.Delete(Path.Join(table.Path, path));
        }
    }
}

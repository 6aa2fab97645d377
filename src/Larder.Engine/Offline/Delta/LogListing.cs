using System.Globalization;
using System.IO.Enumeration;

namespace Larder.Offline.Delta;

/// <summary>A checkpoint whose files are all there.</summary>
/// <param name="Version">The version it states.</param>
/// <param name="Files">The names of its parts in order; one but for checkpoints of other writers.</param>
internal sealed record CheckpointFiles(long Version, IReadOnlyList<string> Files)
{
    /// <summary>The name by which messages call it.</summary>
    public string Name => Files.Count == 1 ? Files[0] : string.Create(CultureInfo.InvariantCulture, $"{Files[0]} (of {Files.Count} parts)");

    /// <summary>The checkpoint of one file, as Larder writes it.</summary>
    public static CheckpointFiles Single(long version) => new(version, [LogFolder.CheckpointName(version)]);
}

/// <summary>What lies in <c>_delta_log</c> at one moment.</summary>
/// <param name="Commits">The versions whose commit files are there, ascending.</param>
/// <param name="Checkpoints">Complete classic checkpoints, oldest first; of one version the multi-part one first, so that the single file is preferred.</param>
/// <param name="NewestCheckpoint">The version of the newest checkpoint of any kind, complete or not; −1 for none.</param>
internal sealed record LogListing(IReadOnlyList<long> Commits, IReadOnlyList<CheckpointFiles> Checkpoints, long NewestCheckpoint)
{
    /// <summary>The newest version that anything in the log speaks of; −1 for none.</summary>
    public long Newest => Math.Max(NewestCheckpoint, Commits.Count == 0 ? -1 : Commits[^1]);

    public static LogListing Read(string table)
    {
        var commits = new List<long>();
        var parts = new List<(long Version, int Parts, int Part, string Name)>();
        var newest = -1L;
        foreach (var name in Names(table, static name => true))
        {
            if (LogFolder.TryCommit(name, out var commit))
            {
                commits.Add(commit);
            }
            else if (LogFolder.TryCheckpoint(name, out var checkpoint))
            {
                newest = Math.Max(newest, checkpoint);
                if (LogFolder.TryCheckpointPart(name, out var part, out var count))
                {
                    parts.Add((checkpoint, count, part, name));
                }
            }
        }

        commits.Sort();
        var complete = parts.GroupBy(part => (part.Version, part.Parts)).Where(group => group.Count() == group.Key.Parts)
            .OrderBy(group => group.Key.Version).ThenByDescending(group => group.Key.Parts)
            .Select(group => new CheckpointFiles(group.Key.Version, [.. group.OrderBy(part => part.Part).Select(part => part.Name)]));
        return new(commits, [.. complete], newest);
    }

    /// <summary>What <see cref="Newest"/> of a listing says. Every opening asks for it, of long logs too, so no name is made a text for it.</summary>
    public static long NewestIn(string table)
    {
        var newest = -1L;
        foreach (var _ in Names(table, NotesNewest))
        {
        }

        return newest;

        bool NotesNewest(ReadOnlySpan<char> name)
        {
            if (LogFolder.TryCommit(name, out var version) || LogFolder.TryCheckpoint(name, out version))
            {
                newest = Math.Max(newest, version);
            }

            return false;
        }
    }

    /// <summary>The names of the files in the log's folder that a predicate, which is asked about each, wants to have.</summary>
    private static IEnumerable<string> Names(string table, Func<ReadOnlySpan<char>, bool> wants)
    {
        var folder = LogFolder.Of(table);
        if (!Directory.Exists(folder))
        {
            yield break;
        }

        var every = new EnumerationOptions { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };
        foreach (var name in new FileSystemEnumerable<string>(folder, static (ref entry) => entry.FileName.ToString(), every)
        {
            ShouldIncludePredicate = (ref entry) => !entry.IsDirectory && wants(entry.FileName),
        })
        {
            yield return name;
        }
    }
}

using System.Collections.Concurrent;
using Larder.Files.Dvc;
using Larder.Storage;

namespace Larder.Files;

/// <summary>A file as the workspace is to have it.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Id">Its bytes.</param>
/// <param name="Output">What it belongs to.</param>
internal sealed record WorkspaceFile(string Path, BlobId Id, DvcOutput Output);

/// <summary>What has to happen to the workspace, found before anything is touched.</summary>
/// <param name="Write">Files that are missing or have other bytes.</param>
/// <param name="Remove">Files that their folder has no more.</param>
/// <param name="Unchanged">How many files are right.</param>
/// <param name="Unsaved">Files that would be replaced or removed and whose bytes no cache has, each with what it belongs to.</param>
internal sealed record WorkspacePlan(IReadOnlyList<WorkspaceFile> Write, IReadOnlyList<string> Remove, int Unchanged, IReadOnlyList<(string Path, DvcOutput Output)> Unsaved)
{
    /// <summary>Compares the workspace with what it is to have.</summary>
    public static async Task<WorkspacePlan> MakeAsync(IReadOnlyList<DvcOutput> outputs, IReadOnlyList<WorkspaceFile> files, BlobCache cache, CancellationToken cancellationToken)
    {
        var (write, unsaved) = (new ConcurrentBag<WorkspaceFile>(), new ConcurrentBag<(string, DvcOutput)>());
        await Parallel.ForEachAsync(files, cancellationToken, async (file, token) =>
        {
            var actual = File.Exists(file.Path) ? (await Hashing.OfFileAsync(file.Path, token).ConfigureAwait(false)).Id : default(BlobId?);
            if (actual == file.Id)
            {
                return;
            }

            write.Add(file);
            if (actual is { } other && await cache.StateAsync(other, token).ConfigureAwait(false) != BlobState.Whole)
            {
                unsaved.Add((file.Path, file.Output));
            }
        }).ConfigureAwait(false);
        var wanted = files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        var remove = new List<string>();
        foreach (var output in outputs.Where(output => output.Content.Id.IsFolder && Directory.Exists(output.Path)))
        {
            foreach (var path in FolderWalk.Files(output.Path).Select(relative => Path.Join(output.Path, relative)).Where(path => !wanted.Contains(path)))
            {
                remove.Add(path);
                if (await cache.StateAsync((await Hashing.OfFileAsync(path, cancellationToken).ConfigureAwait(false)).Id, cancellationToken).ConfigureAwait(false) != BlobState.Whole)
                {
                    unsaved.Add((path, output));
                }
            }
        }

        return new([.. write.OrderBy(file => file.Path, StringComparer.Ordinal)], remove, files.Count - write.Count, [.. unsaved.OrderBy(file => file.Item1, StringComparer.Ordinal)]);
    }
}

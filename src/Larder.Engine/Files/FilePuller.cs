using Larder.Engine;
using Larder.Files.Dvc;
using Larder.Storage;

namespace Larder.Files;

/// <summary>
/// Makes the workspace what the <c>.dvc</c> files say: fetches the lists of folders, compares the workspace, fetches the bytes that the cache lacks, and only then writes.
/// What the user changed and no cache has is never replaced unless that was asked for.
/// </summary>
internal sealed class FilePuller(DvcRepository repository, BlobCache cache, Remotes remotes, AtomicWriter writer, TimeProvider clock)
{
    private readonly List<string> _warnings = [];
    private readonly BlobFetcher _fetcher = new(cache, remotes);

    /// <summary>Pulls what the chosen paths need.</summary>
    public async Task<PullReport> PullAsync(IReadOnlyList<DvcOutput> outputs, string? remote, bool force, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        foreach (var output in outputs)
        {
            RequireKind(output);
        }

        await FetchAsync(outputs.Where(output => output.Content.Id.IsFolder).Select(output => new WorkspaceFile(output.Path, output.Content.Id, output)), mustBeWhole: true).ConfigureAwait(false);
        var files = await FilesAsync(outputs, cancellationToken).ConfigureAwait(false);
        var plan = await WorkspacePlan.MakeAsync(outputs, files, cache, cancellationToken).ConfigureAwait(false);
        if (plan.Unsaved.Count > 0 && !force)
        {
            throw FileErrors.Changed([.. plan.Unsaved.Select(file => repository.Relative(file.Path))], string.Join(' ', plan.Unsaved.Select(file => repository.Relative(file.Output.Path)).Distinct()));
        }

        await FetchAsync(files.Except(plan.Write), mustBeWhole: false).ConfigureAwait(false);
        await FetchAsync(plan.Write, mustBeWhole: true).ConfigureAwait(false);
        Remove(plan.Remove);
        await WriteAsync(plan.Write, progress, cancellationToken).ConfigureAwait(false);
        var needed = files.Select(file => file.Id).Concat(outputs.Select(output => output.Content.Id)).Distinct().Count();
        return new(needed, _fetcher.Count, _fetcher.Bytes, plan.Write.Count, plan.Remove.Count, plan.Unchanged, _warnings);

        async Task FetchAsync(IEnumerable<WorkspaceFile> wanted, bool mustBeWhole)
        {
            var missing = new Dictionary<string, Dictionary<BlobId, string>>();
            foreach (var file in wanted.DistinctBy(file => file.Id))
            {
                if (!await IsInCacheAsync(file, mustBeWhole, cancellationToken).ConfigureAwait(false))
                {
                    var name = file.Output.Remote ?? remote ?? "";
                    missing.TryAdd(name, []);
                    missing[name][file.Id] = repository.Relative(file.Path);
                }
            }

            foreach (var (name, blobs) in missing)
            {
                await _fetcher.FetchAsync(repository.Config.Remote(name.Length > 0 ? name : null), blobs, progress, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<bool> IsInCacheAsync(WorkspaceFile file, bool mustBeWhole, CancellationToken cancellationToken)
    {
        if (!mustBeWhole || !cache.Contains(file.Id))
        {
            return cache.Contains(file.Id);
        }

        var isWhole = await cache.StateAsync(file.Id, cancellationToken).ConfigureAwait(false) == BlobState.Whole;
        if (!isWhole)
        {
            _warnings.Add(FileErrors.Mended(cache.PathOf(file.Id), repository.Relative(file.Path)));
        }

        return isWhole;
    }

    private static void RequireKind(DvcOutput output)
    {
        var isFolder = Directory.Exists(output.Path);
        if (isFolder != output.Content.Id.IsFolder && (isFolder || File.Exists(output.Path)))
        {
            throw FileErrors.OtherKind(output.Path, isFolder);
        }
    }

    private async Task<IReadOnlyList<WorkspaceFile>> FilesAsync(IReadOnlyList<DvcOutput> outputs, CancellationToken cancellationToken)
    {
        var files = new List<WorkspaceFile>();
        foreach (var output in outputs)
        {
            if (output.Content.Id.IsFolder)
            {
                var entries = await cache.ReadFolderAsync(output.Content.Id, repository.Relative(output.Path), cancellationToken).ConfigureAwait(false);
                files.AddRange(entries.Select(entry => new WorkspaceFile(Path.Join(output.Path, entry.RelativePath), entry.Id, output)));
            }
            else
            {
                files.Add(new(output.Path, output.Content.Id, output));
            }
        }

        return files;
    }

    /// <summary>Removes files, and the folders that are empty then.</summary>
    private static void Remove(IReadOnlyList<string> files)
    {
        foreach (var file in files)
        {
            File.Delete(file);
            for (var folder = Path.GetDirectoryName(file)!; !Directory.EnumerateFileSystemEntries(folder).Any(); folder = Path.GetDirectoryName(folder)!)
            {
                Directory.Delete(folder);
            }
        }
    }

    private async Task WriteAsync(IReadOnlyList<WorkspaceFile> files, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        foreach (var folder in files.Select(file => Path.GetDirectoryName(file.Path)!).Distinct())
        {
            AtomicWriter.DropLeftovers(folder, clock);
        }

        var done = new FileProgress(progress, "writing", files.Count);
        await Parallel.ForEachAsync(files, cancellationToken, async (file, token) =>
        {
            await writer.WriteAsync(file.Path, target => CopyAsync(file, target, token), isExecutable: file.Output.Content.IsExecutable).ConfigureAwait(false);
            done.Step();
        }).ConfigureAwait(false);
    }

    private async Task CopyAsync(WorkspaceFile file, Stream target, CancellationToken cancellationToken)
    {
        var source = Hashing.OpenRead(cache.PathOf(file.Id));
        await using (source.ConfigureAwait(false))
        {
            var (actual, _) = await Hashing.CopyAsync(source, target, cancellationToken).ConfigureAwait(false);
            if (actual != file.Id)
            {
                throw FileErrors.DamagedInCache(cache.PathOf(file.Id), repository.Relative(file.Path), actual);
            }
        }
    }
}

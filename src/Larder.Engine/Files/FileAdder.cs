using System.Collections.Concurrent;
using System.Text;
using Larder.Engine;
using Larder.Files.Dvc;
using Larder.Storage;

namespace Larder.Files;

/// <summary>
/// Tracks files and folders: their bytes go to the cache, the list of a folder after its files, then a line to <c>.gitignore</c>, and last the <c>.dvc</c> file, by which the
/// bytes count. Whoever is killed before that leaves blobs that nothing names.
/// </summary>
internal sealed class FileAdder(DvcRepository repository, BlobCache cache, AtomicWriter writer)
{
    private readonly ConcurrentQueue<string> _warnings = [];

    /// <summary>What the user should know.</summary>
    public IReadOnlyList<string> Warnings => [.. _warnings.Order(StringComparer.Ordinal)];

    /// <summary>Tracks a file or folder.</summary>
    public async Task<AddedPath> AddAsync(string argument, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        var path = repository.Resolve(argument);
        RequireData(path);
        var (content, stored) = Directory.Exists(path)
            ? await AddFolderAsync(path, progress, cancellationToken).ConfigureAwait(false)
            : await AddFileAsync(path, progress, cancellationToken).ConfigureAwait(false);
        var file = DvcFile.PathFor(path);
        var (text, state) = Text(file, path, content);
        if (repository.HasGit)
        {
            await GitIgnore.AddAsync(path, writer, cancellationToken).ConfigureAwait(false);
        }

        if (text is not null)
        {
            await writer.WriteAsync(file, Encoding.UTF8.GetBytes(text), cancellationToken).ConfigureAwait(false);
        }

        return new(repository.Relative(path), repository.Relative(file), content.Id.ToString(), content.Size ?? 0, content.Files ?? 1, stored, state);
    }

    private void RequireData(string path)
    {
        var relative = repository.Relative(path);
        if (DvcFile.Is(path))
        {
            throw FileErrors.NotData(relative, "add the file or folder that it stands for");
        }

        if (Path.GetFileName(path) is GitIgnore.FileName or FolderWalk.IgnoreFile)
        {
            throw FileErrors.NotData(relative, "leave it to git");
        }

        for (var above = Path.GetDirectoryName(path)!; above.Length > repository.Root.Length; above = Path.GetDirectoryName(above)!)
        {
            if (File.Exists(DvcFile.PathFor(above)))
            {
                throw FileErrors.TrackedAbove(relative, repository.Relative(above));
            }
        }

        if (Directory.Exists(path))
        {
            FolderWalk.RequireNoIgnoreFile(path, repository.Root);
            if (new DirectoryInfo(path).LinkTarget is not null)
            {
                throw FileErrors.FolderLink(path);
            }
        }
        else if (!File.Exists(path))
        {
            throw FileErrors.NoFile(path);
        }
    }

    private async Task<(DvcContent Content, int Stored)> AddFileAsync(string path, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        var (id, size, isNew) = await StoreAsync(path, cancellationToken).ConfigureAwait(false);
        new FileProgress(progress, "storing", 1).Step();
        var isExecutable = !OperatingSystem.IsWindows() && File.GetUnixFileMode(path).HasFlag(UnixFileMode.UserExecute);
        return (new(id, size, IsExecutable: isExecutable), isNew ? 1 : 0);
    }

    private async Task<(DvcContent Content, int Stored)> AddFolderAsync(string folder, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        var files = FolderWalk.Files(folder);
        if (files.FirstOrDefault(DvcFile.Is) is { } tracked)
        {
            throw FileErrors.TrackedBelow(repository.Relative(folder), repository.Relative(Path.Join(folder, tracked)));
        }

        if (files.FirstOrDefault(file => Path.GetFileName(file) == FolderWalk.IgnoreFile) is { } ignoring)
        {
            throw FileErrors.NotData(repository.Relative(Path.Join(folder, ignoring)), "move it out of the folder, which DVC would not take with it");
        }

        var entries = new (FolderEntry Entry, long Size, bool IsNew)[files.Count];
        var done = new FileProgress(progress, "storing", files.Count);
        await Parallel.ForAsync(0, files.Count, cancellationToken, async (i, token) =>
        {
            var (id, size, isNew) = await StoreAsync(Path.Join(folder, files[i]), token).ConfigureAwait(false);
            entries[i] = (new(files[i], id), size, isNew);
            done.Step();
        }).ConfigureAwait(false);
        var list = FolderList.Write(entries.Select(entry => entry.Entry));
        var id = Hashing.OfFolder(list);
        var isListNew = IsNew(await cache.AddAsync(list, id, cancellationToken).ConfigureAwait(false), id, folder);
        return (new(id, entries.Sum(entry => entry.Size), files.Count), entries.Count(entry => entry.IsNew) + (isListNew ? 1 : 0));
    }

    private async Task<(BlobId Id, long Size, bool IsNew)> StoreAsync(string path, CancellationToken cancellationToken)
    {
        var (id, size) = await Hashing.OfFileAsync(path, cancellationToken).ConfigureAwait(false);
        return (id, size, IsNew(await cache.AddAsync(path, id, cancellationToken).ConfigureAwait(false), id, path));
    }

    private bool IsNew(BlobState before, BlobId id, string path)
    {
        if (before == BlobState.Damaged)
        {
            _warnings.Enqueue(FileErrors.Mended(cache.PathOf(id), repository.Relative(path)));
        }

        return before != BlobState.Whole;
    }

    /// <summary>What the <c>.dvc</c> file is to say; null where it says so already.</summary>
    private (string? Text, AddedState State) Text(string file, string path, DvcContent content)
    {
        var written = DvcFileWriter.Write(Path.GetFileName(path), content);
        if (!File.Exists(file))
        {
            return (written, AddedState.Added);
        }

        var before = DvcFileReader.Read(file);
        if (before.Form == DvcFileForm.Other || before.Outputs is not [var output] || output.Path != path)
        {
            throw FileErrors.NotOurs(repository.Relative(file));
        }

        return output.Content.IsSame(content) ? (null, AddedState.Unchanged)
            : before.Form == DvcFileForm.Plain ? (written, AddedState.Updated)
            : (DvcFileWriter.Update(File.ReadAllText(file), content) ?? throw FileErrors.NotOurs(repository.Relative(file)), AddedState.Updated);
    }
}

using Larder.Engine;
using Larder.Files.Dvc;
using Larder.Storage;

namespace Larder.Files;

/// <summary>
/// Files that are named by their bytes: raw dumps, model binaries, whole folders. Formats, cache and remotes are DVC's, version 3. A file is written whole or not at all,
/// bytes are compared with their MD5 whenever they are used, and every call may be repeated.
/// </summary>
/// <remarks>One call at a time; a call works on several files at once.</remarks>
public sealed class DataFiles
{
    private readonly string _workingFolder;
    private readonly TimeProvider _clock;
    private readonly AtomicWriter _writer;
    private readonly Remotes _remotes;

    /// <param name="workingFolder">The folder that relative paths count from; the repository is the one around it.</param>
    /// <param name="schemes">How to open remotes that are no folders, by the scheme of their URL; none when null.</param>
    /// <param name="clock">The clock; the system's when null.</param>
    public DataFiles(string workingFolder, IReadOnlyDictionary<string, Func<BlobRemoteSettings, IBlobRemote>>? schemes = null, TimeProvider? clock = null)
        : this(workingFolder, schemes, clock, null)
    {
    }

    internal DataFiles(string workingFolder, IReadOnlyDictionary<string, Func<BlobRemoteSettings, IBlobRemote>>? schemes, TimeProvider? clock, Action<WriteStep, string>? reached)
    {
        _workingFolder = Path.GetFullPath(workingFolder);
        _clock = clock ?? TimeProvider.System;
        _writer = new(reached);
        _remotes = new(schemes ?? new Dictionary<string, Func<BlobRemoteSettings, IBlobRemote>>(), _clock);
    }

    /// <summary>Tracks files and folders: their bytes go to the cache, and a <c>.dvc</c> file beside each names them. Makes the <c>.dvc</c> folder where there is none.</summary>
    /// <exception cref="Errors.LarderException">A path is missing, outside of the repository, tracked otherwise, or changes while it is read.</exception>
    public async Task<AddReport> AddAsync(IReadOnlyList<string> paths, IProgress<StepProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var repository = await DvcRepository.FindOrCreateAsync(_workingFolder, _writer, cancellationToken).ConfigureAwait(false);
        var adder = new FileAdder(repository, Cache(repository), _writer);
        var added = new List<AddedPath>();
        foreach (var path in paths)
        {
            added.Add(await adder.AddAsync(path, progress, cancellationToken).ConfigureAwait(false));
        }

        return new(added, adder.Warnings);
    }

    /// <summary>Sends what a remote lacks of the paths given, or of all that is tracked.</summary>
    /// <param name="paths">Files, folders or their <c>.dvc</c> files; empty for all.</param>
    /// <param name="remote">The remote's name; null for the default one. A remote that a <c>.dvc</c> file names goes before.</param>
    /// <param name="progress">A listener, or none.</param>
    /// <param name="cancellationToken">Stops it; what was sent is whole.</param>
    /// <returns>A report for each remote.</returns>
    /// <exception cref="Errors.LarderException">The cache lacks bytes or has damaged ones, or the remote cannot be used.</exception>
    public Task<IReadOnlyList<PushReport>> PushAsync(IReadOnlyCollection<string> paths, string? remote = null, IProgress<StepProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var repository = DvcRepository.Find(_workingFolder);
        return new FilePusher(repository, Cache(repository), _remotes).PushAsync(TrackedFiles.Choose(repository, paths), remote, progress, cancellationToken);
    }

    /// <summary>Makes files and folders what their <c>.dvc</c> files say; fetches what the cache lacks.</summary>
    /// <param name="paths">Files, folders or their <c>.dvc</c> files; empty for all.</param>
    /// <param name="remote">The remote's name; null for the default one. A remote that a <c>.dvc</c> file names goes before.</param>
    /// <param name="force">Whether files that changed since they were added, and are in no cache, are replaced and removed.</param>
    /// <param name="progress">A listener, or none.</param>
    /// <param name="cancellationToken">Stops it; what was written is whole.</param>
    /// <exception cref="Errors.LarderException">Files changed, the remote lacks bytes or has damaged ones, or cannot be used.</exception>
    public Task<PullReport> PullAsync(
        IReadOnlyCollection<string> paths, string? remote = null, bool force = false, IProgress<StepProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var repository = DvcRepository.Find(_workingFolder);
        return new FilePuller(repository, Cache(repository), _remotes, _writer, _clock).PullAsync(TrackedFiles.Choose(repository, paths), remote, force, progress, cancellationToken);
    }

    private BlobCache Cache(DvcRepository repository)
    {
        AtomicWriter.DropLeftovers(repository.Config.CacheFolder, _clock);
        return new(repository.Config.CacheFolder, _writer);
    }
}

using Larder.Engine;
using Larder.Erasure;
using Larder.Errors;
using Larder.Offline.Delta;

namespace Larder.Offline.Maintenance;

/// <summary>Looks after the offline tables of a workspace: the number of their files, the space of what nobody needs.</summary>
/// <threadsafety>Safe for use by several threads and processes, also beside writers.</threadsafety>
public sealed class TableMaintenance
{
    /// <summary>How many bytes a file may have that is made of smaller ones, by default: 128 MiB.</summary>
    public const long DefaultTargetSize = 128L << 20;

    private readonly Workspace _workspace;

    /// <summary>Over a workspace's tables.</summary>
    public TableMaintenance(Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        _workspace = workspace;
    }

    /// <summary>The tables there are, by name: of sources, derived sources, and what was put in quarantine.</summary>
    public IReadOnlyList<string> Tables => !Directory.Exists(_workspace.OfflinePath) ? [] :
    [
        .. Directory.EnumerateDirectories(_workspace.OfflinePath).Where(folder => Directory.Exists(LogFolder.Of(folder))).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal),
    ];

    /// <summary>Writes small files of one day anew as one. Rows stay as they are, and pinned versions keep their files.</summary>
    /// <param name="table">The table.</param>
    /// <param name="targetSize">Bytes that a new file may have; files of half of that are left alone. Default <see cref="DefaultTargetSize"/>.</param>
    /// <param name="progress">Told while another process is waited for.</param>
    /// <param name="cancellationToken">Stops it; nothing is committed then.</param>
    /// <exception cref="NotFoundException">There is no such table.</exception>
    /// <exception cref="ConflictException">Another machine has changed the same files meanwhile.</exception>
    public async Task<CompactionReport> CompactAsync(
        string table, long targetSize = DefaultTargetSize, IProgress<StepProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var delta = Open(table);

        // A derivation may replace all files, and would find others than it has read.
        using var turn = await ProcessLock.OfTableAsync(_workspace, table, progress, cancellationToken).ConfigureAwait(false);
        using var engine = _workspace.OpenEngine();
        using var connection = engine.Connect();
        var done = await delta.CompactAsync(connection, targetSize, ct: cancellationToken).ConfigureAwait(false);
        return CompactionReport.Of(table, done);
    }

    /// <summary>
    /// Deletes files that were removed from a table, or never committed, longer ago than the retention, and commits older than the table keeps them. Versions that a training set
    /// or the online store was made of stay as they are, but for files that held rows of erased entities.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="options">What may be deleted.</param>
    /// <param name="cancellationToken">Stops before the next file.</param>
    /// <exception cref="NotFoundException">There is no such table.</exception>
    /// <exception cref="InvalidInputException">The retention is below the table's and not forced.</exception>
    public async Task<VacuumReport> VacuumAsync(string table, VacuumOptions? options = null, CancellationToken cancellationToken = default)
    {
        var delta = Open(table);
        options ??= new VacuumOptions();
        long[] pins = [.. (await DataPins.FindAsync(_workspace, cancellationToken).ConfigureAwait(false)).Where(pin => pin.Version.Table == table).Select(pin => pin.Version.Version).Distinct().Order()];
        var erased = new Receipts(_workspace).FilesOf(table);
        var done = await delta.VacuumAsync(
            new DeltaVacuumOptions { Retention = options.Retention, Force = options.Force, DryRun = options.DryRun, Pinned = pins, Unpinned = erased }, cancellationToken).ConfigureAwait(false);
        return new(
            table, done.Retention, [.. done.Files.Select(file => file.Path)], done.Files.Sum(file => file.Size), done.LogFiles, [.. pins.Except(done.LostPins)], done.LostPins);
    }

    /// <summary>A table that there is.</summary>
    /// <exception cref="NotFoundException">There is no such table.</exception>
    internal DeltaTable Open(string table)
    {
        ArgumentException.ThrowIfNullOrEmpty(table);
        return Tables.Contains(table, StringComparer.Ordinal)
            ? DeltaTable.At(Path.Combine(_workspace.OfflinePath, table), _workspace.Clock)
            : throw new NotFoundException(Tables.Count == 0
                ? $"There is no offline table '{table}' in {_workspace.OfflinePath}, nor any other; run 'larder ingest' first."
                : $"There is no offline table '{table}' in {_workspace.OfflinePath}; there are {string.Join(", ", Tables)}.");
    }
}

using Larder.Engine;
using Larder.Errors;
using Larder.Offline.Delta;
using Larder.Types;

namespace Larder.Offline.Maintenance;

/// <summary>
/// Drops days of history that lie beyond the retention of their source, from its table and that of its quarantine. Versions that training sets or the online store were made of keep
/// their files. Derived tables follow when they are derived next, the online store when it is materialized.
/// </summary>
/// <threadsafety>Safe for use by several threads and processes, also beside writers.</threadsafety>
public sealed class TableExpiry
{
    private const string AppId = "expire";

    private readonly Workspace _workspace;
    private readonly TableMaintenance _tables;

    /// <summary>Over a workspace's tables.</summary>
    public TableExpiry(Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        (_workspace, _tables) = (workspace, new TableMaintenance(workspace));
    }

    /// <summary>The tables to which a retention applies: of the sources named with their quarantine, or all.</summary>
    /// <exception cref="NotFoundException">There is no such table.</exception>
    /// <exception cref="InvalidInputException">A table keeps its history for ever.</exception>
    public IReadOnlyList<string> Choose(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        foreach (var name in names)
        {
            _ = RetentionOf(name);
        }

        var tables = _workspace.Catalog.Sources.Where(source => source.Retention is not null).OrderBy(source => source.Name, StringComparer.Ordinal)
            .SelectMany(source => new[] { source.Name, EventFiles.QuarantineOf(source) }.Where(table => names.Count == 0 || names.Contains(table) || names.Contains(source.Name)));
        return [.. tables.Where(table => _tables.Tables.Contains(table, StringComparer.Ordinal))];
    }

    /// <summary>Writes small files of the days that stay anew as one, then drops those that end before the retention begins, in one commit.</summary>
    /// <param name="table">The table.</param>
    /// <param name="asOf">The time from which the retention counts back; null for now.</param>
    /// <param name="dryRun">Whether to find out only.</param>
    /// <param name="progress">Told while another process is waited for.</param>
    /// <param name="cancellationToken">Stops it; nothing is dropped then.</param>
    /// <exception cref="NotFoundException">There is no such table.</exception>
    /// <exception cref="InvalidInputException">The table keeps its history for ever.</exception>
    /// <exception cref="ConflictException">Another machine has changed the same files meanwhile.</exception>
    public async Task<ExpiryReport> RunAsync(string table, Instant? asOf = null, bool dryRun = false, IProgress<StepProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var (source, retention) = RetentionOf(table);
        var before = DateOnly.FromDateTime(((asOf ?? Instant.From(_workspace.Clock.GetUtcNow())) - retention).ToDateTime());
        var first = Instant.From(before.ToDateTime(TimeOnly.MinValue));
        using var turn = dryRun ? null : await ProcessLock.OfTableAsync(_workspace, source.Name, progress, cancellationToken).ConfigureAwait(false);
        using var engine = _workspace.OpenEngine();
        using var connection = engine.Connect();
        var delta = _tables.Open(table);
        var kept = await RevisedDays.FindAsync(_workspace, connection, source, table, Text(before), cancellationToken).ConfigureAwait(false);
        bool IsOld(DeltaFile file) => file.PartitionValues.GetValueOrDefault(EventFiles.DayColumn) is { } day && string.CompareOrdinal(day, Text(before)) < 0;
        bool Goes(DeltaFile file) => IsOld(file) && !kept.Contains(file.PartitionValues[EventFiles.DayColumn]!);
        var compacted = dryRun ? null : await delta.CompactAsync(connection, TableMaintenance.DefaultTargetSize, file => !Goes(file), cancellationToken).ConfigureAwait(false);
        var snapshot = (await delta.ReadAsync(ct: cancellationToken).ConfigureAwait(false))!;
        DeltaFile[] gone = [.. snapshot.Files.Where(Goes)];
        var report = new ExpiryReport(table, snapshot.Version, first)
        {
            Days = DaysOf(gone),
            Kept = DaysOf(snapshot.Files.Where(file => IsOld(file) && !Goes(file))),
            Files = gone.Length,
            Rows = gone.Sum(file => file.Rows ?? 0),
            Compacted = compacted is null ? null : CompactionReport.Of(table, compacted),
            Pins = gone.Length == 0 ? [] : await PinsAsync(delta, table, [.. DaysOf(gone)], cancellationToken).ConfigureAwait(false),
        };
        if (dryRun || gone.Length == 0)
        {
            return report;
        }

        var transaction = new DeltaAppend(AppId, (snapshot.Transactions.GetValueOrDefault(AppId)?.Version ?? 0) + 1, []);
        var commit = await delta.RemoveAsync(
            new DeltaRemoval(transaction, [.. gone.Select(file => file.Path)]) { Predicate = Predicate(before, report.Kept) }, cancellationToken).ConfigureAwait(false);
        return report with { Version = commit.Version };
    }

    private static string Predicate(DateOnly before, IReadOnlyList<string> kept) =>
        $"({EventFiles.DayColumn} < '{Text(before)}'){(kept.Count == 0 ? "" : $" AND ({EventFiles.DayColumn} NOT IN ('{string.Join("', '", kept)}'))")}";

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static IReadOnlyList<string> DaysOf(IEnumerable<DeltaFile> files) =>
        [.. files.Select(file => file.PartitionValues[EventFiles.DayColumn]!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private (SourceDefinition Source, TimeSpan Retention) RetentionOf(string table)
    {
        _ = _tables.Open(table);
        var source = _workspace.Catalog.Sources.FirstOrDefault(source => source.Name == table || EventFiles.QuarantineOf(source) == table)
            ?? throw new InvalidInputException($"Table {table} is of no source of this repository, so that nothing says how long to keep it; leave it out.");
        return source.Retention is { } kept ? (source, kept)
            : throw new InvalidInputException(source.Derivation is null
                ? $"Table {table} keeps its history for ever: source {source.Name} has no retention. Give it WithRetention, or leave the table out."
                : $"Table {table} is derived from {source.Derivation.Lineage}, and has no retention of its own: days dropped there go from it at the next 'larder derive'. Leave it out.");
    }

    private async Task<IReadOnlyList<string>> PinsAsync(DeltaTable delta, string table, HashSet<string> days, CancellationToken cancellationToken)
    {
        var having = new List<string>();
        foreach (var pins in (await DataPins.FindAsync(_workspace, cancellationToken).ConfigureAwait(false)).Where(pin => pin.Version.Table == table).GroupBy(pin => pin.Version))
        {
            var pinned = await delta.TryReadAsync(pins.Key.Version, cancellationToken).ConfigureAwait(false);
            if (pinned?.Files.Any(file => file.PartitionValues[EventFiles.DayColumn] is { } day && days.Contains(day)) == true)
            {
                having.AddRange(pins.Select(pin => $"{pin.Holder} ({pin.Version})").Distinct());
            }
        }

        return having;
    }
}

using Larder.Monitoring;
using Larder.Quality.Checks;
using Larder.Storage;
using Larder.Types;

namespace Larder.Sqlite;

/// <summary>Tallies and incidents in SQLite.</summary>
public sealed class SqliteTallyStore : ITallyStore
{
    private const string IncidentColumns = "kind, subject, severity, message, since, ended";

    private static readonly Sql SelectBatch = new("SELECT batch FROM tally_writer WHERE writer = ?1");
    private static readonly Sql ReplaceBatch = new("INSERT OR REPLACE INTO tally_writer (writer, batch, newest) VALUES (?1, ?2, ?3)");
    private static readonly Sql SelectOne = new("SELECT counts FROM tally WHERE is_hour = ?1 AND start = ?2 AND kind = ?3 AND subject = ?4");
    private static readonly Sql Replace = new("INSERT OR REPLACE INTO tally (is_hour, start, kind, subject, counts) VALUES (?1, ?2, ?3, ?4, ?5)");
    private static readonly Sql SelectFrom = new("SELECT is_hour, start, kind, subject, counts FROM tally WHERE kind = ?1 AND is_hour IN (0, 1) AND start >= ?2");
    private static readonly Sql SelectOldMinutes = new("SELECT is_hour, start, kind, subject, counts FROM tally WHERE is_hour = 0 AND start < ?1");
    private static readonly Sql DeleteOld = new("DELETE FROM tally WHERE is_hour = ?1 AND start < ?2");
    private static readonly Sql DeleteOldWriters = new("DELETE FROM tally_writer WHERE newest < ?1");
    private static readonly Sql DeleteOldIncidents = new("DELETE FROM incident WHERE ended < ?1");
    private static readonly Sql SelectStanding = new($"SELECT {IncidentColumns} FROM incident WHERE ended IS NULL");
    private static readonly Sql SelectIncidents = new($"SELECT {IncidentColumns} FROM incident WHERE ended IS NULL OR ended >= ?1");
    private static readonly Sql Begin = new($"INSERT INTO incident ({IncidentColumns}) VALUES (?1, ?2, ?3, ?4, ?5, NULL)");
    private static readonly Sql End = new("UPDATE incident SET ended = ?3 WHERE kind = ?1 AND subject = ?2 AND ended IS NULL");

    private readonly SqliteDatabase _database;

    internal SqliteTallyStore(SqliteDatabase database) => _database = database;

    /// <inheritdoc/>
    public Task AddAsync(string writer, long batch, IReadOnlyList<Tally> tallies, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(tallies);
        return _database.WriteAsync(session => Add(session, writer, batch, tallies), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Tally>> ReadAsync(IReadOnlyCollection<TallyKind> kinds, Instant from, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        return _database.ReadAsync<IReadOnlyList<Tally>>(
            session =>
            [
                .. kinds.SelectMany(kind => session[SelectFrom].Bind(1, (long)kind).Bind(2, from.Microseconds).All(MapTally))
                    .OrderBy(t => t.Start).ThenBy(t => t.Kind).ThenBy(t => t.Subject, StringComparer.Ordinal),
            ],
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task CompactAsync(Instant now, CancellationToken cancellationToken = default) => _database.WriteAsync(session => Compact(session, now), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Incident>> MarkAsync(IReadOnlyList<Incident> standing, Instant now, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(standing);
        return _database.WriteAsync<IReadOnlyList<Incident>>(session => Mark(session, standing, now), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Incident>> IncidentsAsync(Instant from, CancellationToken cancellationToken = default) => _database.ReadAsync<IReadOnlyList<Incident>>(
        session => [.. session[SelectIncidents].Bind(1, from.Microseconds).All(MapIncident).OrderByDescending(i => i.Since).ThenBy(i => i.Kind, StringComparer.Ordinal).ThenBy(i => i.Subject, StringComparer.Ordinal)],
        cancellationToken);

    private static bool Add(Session session, string writer, long batch, IReadOnlyList<Tally> tallies)
    {
        if (session[SelectBatch].Bind(1, writer).First(row => row.GetInt64(0)) >= batch)
        {
            return false;
        }

        session[ReplaceBatch].Bind(1, writer).Bind(2, batch).Bind(3, tallies.Count == 0 ? 0 : tallies.Max(t => t.Start.Microseconds)).Run();
        foreach (var tally in tallies)
        {
            Add(session, tally);
        }

        return true;
    }

    private static void Add(Session session, Tally tally)
    {
        var stored = Bind(session[SelectOne], tally).First(row => row.GetBytes(0));
        var counts = stored is null ? tally.Counts : Tally.Add(tally.Kind, TallyCodec.Decode(stored), tally.Counts);
        Bind(session[Replace], tally).Bind(5, TallyCodec.Encode(counts)).Run();
    }

    private static Statement Bind(Statement statement, Tally tally) =>
        statement.Bind(1, tally.IsHour).Bind(2, tally.Start.Microseconds).Bind(3, (long)tally.Kind).Bind(4, tally.Subject);

    private static bool Compact(Session session, Instant now)
    {
        // Whole hours only, so that an hour is added once.
        var minutes = Tally.HourOf(now - Tally.KeptMinutes).Microseconds;
        foreach (var tally in session[SelectOldMinutes].Bind(1, minutes).All(MapTally))
        {
            Add(session, tally with { Start = Tally.HourOf(tally.Start), IsHour = true });
        }

        var hours = (now - Tally.KeptHours).Microseconds;
        session[DeleteOld].Bind(1, 0L).Bind(2, minutes).Run();
        session[DeleteOld].Bind(1, 1L).Bind(2, hours).Run();
        session[DeleteOldWriters].Bind(1, hours).Run();
        session[DeleteOldIncidents].Bind(1, hours).Run();
        return true;
    }

    private static List<Incident> Mark(Session session, IReadOnlyList<Incident> standing, Instant now)
    {
        var known = session[SelectStanding].All(MapIncident);
        var changes = new List<Incident>();
        foreach (var incident in standing.Where(s => known.All(k => !IsSame(k, s))))
        {
            session[Begin].Bind(1, incident.Kind).Bind(2, incident.Subject).Bind(3, (long)incident.Severity).Bind(4, incident.Message).Bind(5, incident.Since.Microseconds).Run();
            changes.Add(incident);
        }

        foreach (var incident in known.Where(k => standing.All(s => !IsSame(k, s))))
        {
            session[End].Bind(1, incident.Kind).Bind(2, incident.Subject).Bind(3, now.Microseconds).Run();
            changes.Add(incident with { Ended = now });
        }

        return changes;
    }

    private static bool IsSame(Incident left, Incident right) => (left.Kind, left.Subject) == (right.Kind, right.Subject);

    private static Tally MapTally(Statement row) =>
        new(new Instant(row.GetInt64(1)), row.GetBoolean(0), (TallyKind)row.GetInt32(2), row.GetText(3), TallyCodec.Decode(row.GetSpan(4)));

    private static Incident MapIncident(Statement row) => new(
        row.GetText(0), row.GetText(1), (CheckSeverity)row.GetInt32(2), row.GetText(3), new Instant(row.GetInt64(4)), row.IsNull(5) ? null : new Instant(row.GetInt64(5)));
}

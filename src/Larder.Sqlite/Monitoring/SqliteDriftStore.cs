using Larder.Storage;
using Larder.Types;

namespace Larder.Sqlite;

/// <summary>Comparisons that were made, in SQLite.</summary>
public sealed class SqliteDriftStore : IDriftStore
{
    private const string Columns = "subject, feature, segment, reference, period, reference_profile, profile, reference_rows, rows, is_drift, scores, compared_at";

    private static readonly Sql Insert = new(
        $"INSERT INTO drift ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) ON CONFLICT (subject, feature, segment, reference_profile, profile) DO NOTHING");

    private static readonly Sql CountAll = new("SELECT count(*) FROM drift");

    private static readonly Sql DeleteAll = new("DELETE FROM drift");

    private static readonly Sql Select = new(
        $"SELECT {Columns} FROM drift WHERE subject = ?1 AND (?2 IS NULL OR feature = ?2) ORDER BY period, feature, segment, reference");

    private readonly SqliteDatabase _database;

    internal SqliteDriftStore(SqliteDatabase database) => _database = database;

    /// <inheritdoc/>
    public Task PutAsync(IReadOnlyList<DriftRecord> records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        return _database.WriteAsync(session => Put(session, records), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<DriftRecord>> ListAsync(string subject, string? feature = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return _database.ReadAsync<IReadOnlyList<DriftRecord>>(
            session =>
            {
                var select = session[Select].Bind(1, subject);
                return (feature is null ? select.BindNull(2) : select.Bind(2, feature)).All(Map);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task ForgetAsync(CancellationToken cancellationToken = default) => Forgetting.RunAsync(_database, CountAll, DeleteAll, cancellationToken);

    private static bool Put(Session session, IReadOnlyList<DriftRecord> records)
    {
        foreach (var record in records)
        {
            session[Insert].Bind(1, record.Subject).Bind(2, record.Feature).Bind(3, record.Segment).Bind(4, record.Reference).Bind(5, record.Period)
                .Bind(6, record.ReferenceProfile).Bind(7, record.Profile).Bind(8, record.ReferenceRows).Bind(9, record.Rows).Bind(10, record.IsDrift)
                .Bind(11, record.ScoresJson).Bind(12, record.ComparedAt.Microseconds).Run();
        }

        return true;
    }

    private static DriftRecord Map(Statement row) => new(
        row.GetText(0), row.GetText(1), row.GetText(2), row.GetText(3), row.GetText(4), row.GetText(5), row.GetText(6),
        row.GetInt64(7), row.GetInt64(8), row.GetBoolean(9), row.GetText(10), new Instant(row.GetInt64(11)));
}

using System.Globalization;
using System.Text;

namespace Larder.Sqlite;

/// <summary>One view's table and the statements on it.</summary>
internal sealed class OnlineView
{
    public OnlineView(string name)
    {
        Name = name;
        Key = Escape(name);
        Table = "online:" + Key;
        SegmentTable = "segments:" + Key;

        // Without a rowid the key's tree holds the rows themselves: one descent per read instead of two.
        var table = Sql.Quote(Table);
        Create =
            $"CREATE TABLE IF NOT EXISTS {table} (key BLOB NOT NULL PRIMARY KEY, event_time INTEGER NOT NULL, known_at INTEGER NOT NULL, " +
            "sequence INTEGER NOT NULL, payload BLOB NOT NULL) WITHOUT ROWID";
        var segments = Sql.Quote(SegmentTable);
        Create +=
            $"; CREATE TABLE IF NOT EXISTS {segments} (key BLOB NOT NULL, number INTEGER NOT NULL, payload BLOB NOT NULL, PRIMARY KEY (key, number)) WITHOUT ROWID";
        Drop = $"DROP TABLE IF EXISTS {table}; DROP TABLE IF EXISTS {segments}";
        SelectSegment = new Sql($"SELECT payload FROM {segments} WHERE key = ?1 AND number = ?2");
        AnySegment = new Sql($"SELECT EXISTS (SELECT 1 FROM {segments})");
        ReplaceSegment = new Sql($"INSERT OR REPLACE INTO {segments} (key, number, payload) VALUES (?1, ?2, ?3)");
        RemoveSegments = new Sql($"DELETE FROM {segments} WHERE key = ?1");
        Remove = new Sql($"DELETE FROM {table} WHERE key = ?1");
        Count = new Sql($"SELECT count(*) FROM {table}");
        Select = new Sql($"SELECT event_time, known_at, sequence, payload FROM {table} WHERE key = ?1");
        Upsert = new Sql(
            $"INSERT INTO {table} (key, event_time, known_at, sequence, payload) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (key) DO UPDATE SET " +
            "event_time = excluded.event_time, known_at = excluded.known_at, sequence = excluded.sequence, payload = excluded.payload " +
            "WHERE (excluded.event_time, excluded.known_at, excluded.sequence) >= (event_time, known_at, sequence)");
        (Clear, ClearSegments) = (Deletions(table), Deletions(segments));
    }

    /// <summary>The view as the caller names it.</summary>
    public string Name { get; }

    /// <summary>The view as the file names it.</summary>
    public string Key { get; }

    public string Table { get; }

    public string Create { get; }

    public string Drop { get; }

    public Sql Count { get; }

    public Sql Select { get; }

    public Sql Upsert { get; }

    /// <summary>Removes the rows of a stretch of keys. By the bounds there are: none, 1 after, 2 up to, 3 both.</summary>
    public IReadOnlyList<Sql> Clear { get; }

    /// <summary>The table of the entities' segments.</summary>
    public string SegmentTable { get; }

    public Sql SelectSegment { get; }

    public Sql AnySegment { get; }

    public Sql ReplaceSegment { get; }

    public Sql RemoveSegments { get; }

    public Sql Remove { get; }

    /// <summary>As <see cref="Clear"/>, for the segments.</summary>
    public IReadOnlyList<Sql> ClearSegments { get; }

    private static Sql[] Deletions(string table) =>
    [
        new Sql($"DELETE FROM {table}"),
        new Sql($"DELETE FROM {table} WHERE key > ?1"),
        new Sql($"DELETE FROM {table} WHERE key <= ?2"),
        new Sql($"DELETE FROM {table} WHERE key > ?1 AND key <= ?2"),
    ];

    /// <summary>
    /// Different names must give different tables. SQLite folds the case of A to Z in identifiers, ends a statement at NUL, and cannot
    /// hold half a surrogate pair: such characters, and the escape itself, become <c>%</c> and four hex digits.
    /// </summary>
    private static string Escape(string name)
    {
        var escaped = new StringBuilder(name.Length);
        foreach (var character in name)
        {
            if (char.IsAsciiLetterUpper(character) || char.IsControl(character) || char.IsSurrogate(character) || character == '%')
            {
                escaped.Append(CultureInfo.InvariantCulture, $"%{(int)character:x4}");
            }
            else
            {
                escaped.Append(character);
            }
        }

        return escaped.ToString();
    }
}

using System.Globalization;
using Larder.DuckDb;
using Larder.Types;

namespace Larder.Offline.Versions;

/// <summary>
/// Counts the rows that one version has and another lacks, as multisets. Rows of files that only the second has count one, those of files that only the first has minus one; they are added up
/// for each distinct row, and what is not zero then has changed. Files that both have are left out: their rows would add up to zero.
/// </summary>
internal sealed class RowDiff(DuckDbConnection connection, OpenedVersion from, OpenedVersion to)
{
    private const string Changed = "changed_rows";
    private const string Change = "larder_change";

    /// <summary>The columns that both have.</summary>
    public IReadOnlyList<string> Columns { get; } = [.. to.Columns.Intersect(from.Columns, StringComparer.Ordinal)];

    /// <summary>Files that both have.</summary>
    public int SharedFiles { get; } = from.Paths.Intersect(to.Paths, StringComparer.Ordinal).Count();

    /// <summary>Counts, and lists up to so many rows that came and as many that went.</summary>
    public (long Added, long Removed, IReadOnlyList<ChangedRow> Examples) Run(int examples, CancellationToken cancellationToken)
    {
        string[] sides = [.. Side(to, from, 1), .. Side(from, to, -1)];
        return sides.Length == 0 ? (0, 0, []) : to.Ask(() => Run(sides, examples, cancellationToken));
    }

    private (long Added, long Removed, IReadOnlyList<ChangedRow> Examples) Run(string[] sides, int examples, CancellationToken cancellationToken)
    {
        connection.Execute($"CREATE OR REPLACE TEMP TABLE {Changed} AS SELECT {List}, sum({Change})::BIGINT AS {Change} FROM ({string.Join(" UNION ALL ", sides)}) GROUP BY ALL HAVING sum({Change}) <> 0", cancellationToken);
        return (
            connection.QueryScalar<long>($"SELECT coalesce(sum({Change}) FILTER ({Change} > 0), 0)::BIGINT FROM {Changed}", cancellationToken),
            connection.QueryScalar<long>($"SELECT coalesce(-sum({Change}) FILTER ({Change} < 0), 0)::BIGINT FROM {Changed}", cancellationToken),
            examples == 0 ? [] : [.. Examples("> 0", examples, cancellationToken), .. Examples("< 0", examples, cancellationToken)]);
    }

    private string List => string.Join(", ", Columns.Select(Identifiers.Quote));

    private IEnumerable<string> Side(OpenedVersion version, OpenedVersion other, int change) =>
        version.Paths.Except(other.Paths, StringComparer.Ordinal).ToArray() is { Length: > 0 } files ? [$"SELECT {List}, {change} AS {Change} FROM {OpenedVersion.From(files)}"] : [];

    private List<ChangedRow> Examples(string sign, int count, CancellationToken cancellationToken)
    {
        using var result = connection.Query($"SELECT {List}, {Change} FROM {Changed} WHERE {Change} {sign} ORDER BY ALL LIMIT {count}", cancellationToken);
        var rows = new List<ChangedRow>();
        while (result.Read(cancellationToken) is { } chunk)
        {
            for (var row = 0; row < chunk.RowCount; row++)
            {
                rows.Add(new(chunk[Columns.Count].Values<long>()[row], [.. Enumerable.Range(0, Columns.Count).Select(column => Text(chunk[column].GetValue(row)))]));
            }
        }

        return rows;
    }

    private static string? Text(object? value) => value switch
    {
        null => null,
        DateTime time => Instant.From(DateTime.SpecifyKind(time, DateTimeKind.Utc)).ToString(),
        bool flag => flag ? "true" : "false",
        KeyValuePair<object, object?>[] map => $"{{{string.Join(", ", map.Select(entry => $"{Text(entry.Key)}: {Text(entry.Value)}"))}}}",
        System.Collections.IEnumerable list and not string => $"[{string.Join(", ", list.Cast<object?>().Select(Text))}]",
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}

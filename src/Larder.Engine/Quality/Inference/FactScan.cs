using Larder.DuckDb;
using Larder.Engine;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder.Quality.Inference;

/// <summary>Finds what a suite is inferred from: everything in one query over the rows, then the values of the columns that have few in one more.</summary>
internal sealed class FactScan(CheckRelation rows)
{
    private readonly List<SelectedValue> _selected = [new("count(*)", ColumnType.Int64)];

    /// <summary>What was found.</summary>
    public SourceFacts Run(DuckDbConnection connection, int eventTime, CancellationToken cancellationToken)
    {
        Func<FeatureValue[], ColumnFacts>[] read = [.. rows.Schema.Columns.Select((column, index) => Select(index, column.Type))];
        var found = rows.Ask(
            connection,
            $"SELECT {string.Join(", ", _selected.Select(s => s.Where(null)))} FROM ({rows.Sql})",
            (chunk, row) => _selected.Select((s, i) => SqlTypes.Value(chunk[i], row, s.Type)).ToArray(),
            cancellationToken)[0];
        ColumnFacts[] facts = [.. read.Select(r => r(found))];
        foreach (var (index, members) in Members(connection, facts, cancellationToken))
        {
            facts[index] = facts[index] with { Members = members };
        }

        return new(rows.Schema, eventTime, found[0].Bits, facts);
    }

    /// <summary>Adds what is asked of a column, and says how the answer is read.</summary>
    private Func<FeatureValue[], ColumnFacts> Select(int column, ColumnType type)
    {
        var name = rows.Name(column);
        var values = Add($"count({name})");
        var plain = (FeatureValue[] v) => new ColumnFacts(v[values].Bits);
        switch (type)
        {
            case ColumnType.String:
                var (distinct, shortest, longest) = (Add($"count(DISTINCT {name})"), Add($"min(length({name}))"), Add($"max(length({name}))"));
                var sql = new RowCheckSql(rows, new CheckContext(new Instant(0)));
                (TextFormat Format, int Bad)[] formats = [.. SuiteInference.Formats.Select(f => (f, Add("count(*)", filter: sql.Bad(new FormatCheck(column, f) { Name = f.Name }))))];
                return v => plain(v) with
                {
                    Distinct = v[distinct].Bits,
                    Shortest = v[shortest].AsInt64(),
                    Longest = v[longest].AsInt64(),
                    Formats = [.. formats.Where(f => v[f.Bad].Bits == 0).Select(f => f.Format)],
                };
            case ColumnType.Int32 or ColumnType.Int64:
                var (different, least, greatest) = (Add($"count(DISTINCT {name})"), Add($"min({name})", type), Add($"max({name})", type));
                return v => plain(v) with { Distinct = v[different].Bits, Min = v[least], Max = v[greatest] };
            case ColumnType.Float32 or ColumnType.Float64 or ColumnType.Timestamp:
                var (first, last) = (Add($"min({name})", type), Add($"max({name})", type));
                return v => plain(v) with { Min = v[first], Max = v[last] };
            default:
                return plain;
        }
    }

    private int Add(string sql, ColumnType type = ColumnType.Int64, string? filter = null)
    {
        _selected.Add(new(sql, type, filter));
        return _selected.Count - 1;
    }

    private IEnumerable<(int Column, IReadOnlyList<FeatureValue> Members)> Members(DuckDbConnection connection, ColumnFacts[] facts, CancellationToken cancellationToken)
    {
        int[] few = [.. facts.Index().Where(f => rows.Schema.Columns[f.Index].Type == ColumnType.String && SuiteInference.IsFew(f.Item.Distinct, f.Item.Values)).Select(f => f.Index)];
        if (few.Length == 0)
        {
            return [];
        }

        var lists = string.Join(", ", few.Select(c => $"list(DISTINCT {rows.Name(c)}) FILTER (WHERE {rows.Name(c)} IS NOT NULL)"));
        var found = rows.Ask(
            connection,
            $"SELECT {lists} FROM ({rows.Sql})",
            (chunk, row) => few.Select((_, i) => SqlTypes.Value(chunk[i], row, ColumnType.StringList).As<string[]>()!).ToArray(),
            cancellationToken)[0];

        // A text with a NUL character cannot stand in a set.
        return few.Zip(found, (column, texts) => (column, (IReadOnlyList<FeatureValue>)
            (texts.Any(t => t.Contains('\0', StringComparison.Ordinal)) ? [] : [.. texts.Select(FeatureValue.From).Order(ValueOrder.Comparer)])));
    }
}

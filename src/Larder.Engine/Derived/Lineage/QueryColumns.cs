using Larder.Catalog.Lineage;

namespace Larder.Derived.Lineage;

/// <summary>A column of a query or table, and what it is made of.</summary>
internal sealed record QueryColumn(string Name, IReadOnlyList<SqlColumnUse> Uses);

/// <summary>The columns of a query or table, and what decides which rows it has.</summary>
internal sealed record QueryColumns(string Alias, IReadOnlyList<QueryColumn> Columns, IReadOnlyList<SqlColumnUse> Rows)
{
    /// <summary>What something is made of that is made so of other things.</summary>
    public static IEnumerable<SqlColumnUse> Through(IEnumerable<SqlColumnUse> uses, Transformation how) => uses
        .Select(u => u with { How = !u.How.IsDirect() ? u.How : !how.IsDirect() ? how : (Transformation)Math.Max((int)u.How, (int)how) })
        .Distinct();
}

/// <summary>What names mean at a place of a query: the tables there and around it, and the queries named by WITH.</summary>
internal sealed record QueryScope(IReadOnlyList<QueryColumns> Tables, IReadOnlyDictionary<string, QueryColumns> Named, QueryScope? Around)
{
    public static QueryScope Empty { get; } = new([], new Dictionary<string, QueryColumns>(StringComparer.OrdinalIgnoreCase), null);

    /// <summary>The column that a name means; null where there is none.</summary>
    public QueryColumn? Find(IReadOnlyList<string> names)
    {
        var of = names.Count > 1 ? Tables.Where(t => Is(t.Alias, names[^2])).SelectMany(t => t.Columns).FirstOrDefault(c => Is(c.Name, names[^1])) : null;
        return of ?? Tables.SelectMany(t => t.Columns).FirstOrDefault(c => Is(c.Name, names[names.Count > 1 && Tables.Any(t => Is(t.Alias, names[0])) ? 1 : 0]))
            ?? Around?.Find(names);
    }

    public QueryScope With(string name, QueryColumns query) =>
        this with { Named = new Dictionary<string, QueryColumns>(Named, StringComparer.OrdinalIgnoreCase) { [name] = query } };

    private static bool Is(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}

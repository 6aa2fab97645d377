using Larder.DuckDb;
using Larder.Engine;
using Larder.Errors;
using Larder.Offline.Delta;
using Larder.Types;

namespace Larder.Offline.Evolution;

/// <summary>A column of a table as a definition wants it.</summary>
/// <param name="Field">Its name and type.</param>
/// <param name="From">What it is called in the table; null where the table has none.</param>
/// <param name="OldType">Its type in the table.</param>
internal readonly record struct ColumnChange(DeltaField Field, string? From, DeltaType OldType)
{
    public bool IsAdded => From is null;

    public bool IsWidened => From is not null && OldType != Field.Type;

    public bool IsRenamed => From is not null && From != Field.Name;
}

/// <summary>
/// How the columns of a table become those that a definition wants: columns may be added, widened without loss and renamed where the definition says so. Nothing else is:
/// the rows that are there would say something else, or nothing.
/// </summary>
internal sealed class ColumnChanges
{
    private ColumnChanges(DeltaSchema wanted, IReadOnlyList<ColumnChange> columns, bool isSame) => (Wanted, Columns, IsSame) = (wanted, columns, isSame);

    /// <summary>The columns wanted.</summary>
    public DeltaSchema Wanted { get; }

    /// <summary>Each of them, in order.</summary>
    public IReadOnlyList<ColumnChange> Columns { get; }

    /// <summary>Whether the table has them already, in this order.</summary>
    public bool IsSame { get; }

    /// <summary>Whether rows have to be written anew, or read in another form: not where only the order differs.</summary>
    public bool ChangesRows => Columns.Any(c => c.IsAdded || c.IsWidened || c.IsRenamed);

    /// <summary>Finds the changes.</summary>
    /// <param name="table">The table's folder, for the message.</param>
    /// <param name="existing">The columns there are.</param>
    /// <param name="wanted">The columns wanted.</param>
    /// <param name="source">The definition: which columns have new names, and which can be null.</param>
    /// <exception cref="ConflictException">The columns there are cannot become those wanted; the message has every difference and what to do.</exception>
    public static ColumnChanges Find(string table, DeltaSchema existing, DeltaSchema wanted, SourceDefinition source)
    {
        var columns = wanted.Fields.Select(field => Find(existing, wanted, field, source)).ToArray();
        string[] problems =
        [
            .. columns.Select(c => ProblemOf(c, source)).OfType<string>(),
            .. existing.Fields.Where(field => columns.All(c => c.From != field.Name))
                .Select(field => $"column '{field.Name}' ({field.Type}) is not in the definition any more: keep the property, or say what it is called now with WithRenamed"),
        ];
        return problems.Length == 0
            ? new ColumnChanges(wanted, columns, existing.Equals(wanted))
            : throw new ConflictException($"The columns of source {source.Name} do not fit those of its table '{table}': {string.Join("; ", problems)}. Or give the source another name, and with it a new table.");
    }

    /// <summary>A query for rows of the table with the columns wanted, those left out that its files do not have.</summary>
    /// <param name="rows">What follows FROM.</param>
    /// <param name="partitionColumns">Columns whose values are in the log and not in the files.</param>
    /// <param name="also">Further columns, as they are.</param>
    public string Select(string rows, IReadOnlyList<string> partitionColumns, params IEnumerable<string> also) =>
        $"SELECT {string.Join(", ", Columns.Where(c => !partitionColumns.Contains(c.Field.Name, StringComparer.Ordinal)).Select(Expression).Concat(also))} FROM {rows}";

    /// <summary>For people and for the table's history: <c>added note string, widened count integer to long, renamed amount to price</c>.</summary>
    public override string ToString() => string.Join(", ", Columns.SelectMany(Describe));

    private static IEnumerable<string> Describe(ColumnChange column)
    {
        if (column.IsAdded)
        {
            yield return $"added {column.Field.Name} {column.Field.Type}";
        }

        if (column.IsRenamed)
        {
            yield return $"renamed {column.From} to {column.Field.Name}";
        }

        if (column.IsWidened)
        {
            yield return $"widened {column.Field.Name} {column.OldType} to {column.Field.Type}";
        }
    }

    private static ColumnChange Find(DeltaSchema existing, DeltaSchema wanted, DeltaField field, SourceDefinition source)
    {
        if (existing.Find(field.Name) is { } same)
        {
            return new ColumnChange(field, same.Name, same.Type);
        }

        var former = source.FormerNames.Where(f => source.Schema.Columns[f.Column].Name == field.Name && wanted.Find(f.Name) is null)
            .Select(f => existing.Find(f.Name)).FirstOrDefault(f => f is not null);
        return new ColumnChange(field, former?.Name, former?.Type ?? field.Type);
    }

    private static string? ProblemOf(ColumnChange column, SourceDefinition source)
    {
        var (name, type) = (column.Field.Name, column.Field.Type);
        if (column.IsWidened && !IsWider(column.OldType, type))
        {
            return $"column '{column.From}' is {column.OldType} and cannot become {type} without loss: keep its type, or take a new column";
        }

        var isNullable = source.Schema.Columns.FirstOrDefault(c => c.Name == name)?.IsNullable ?? true;
        return column.IsAdded && !isNullable ? $"column '{name}' is new and cannot be null, but the rows that are there have no value for it: make the property nullable" : null;
    }

    /// <summary>Whether every value of a type is one of the other, to the last bit.</summary>
    private static bool IsWider(DeltaType from, DeltaType to) =>
        (from == DeltaType.Integer && (to == DeltaType.Long || to == DeltaType.Double)) || (from == DeltaType.Float && to == DeltaType.Double);

    private static string Expression(ColumnChange column)
    {
        var type = Enum.GetValues<ColumnType>().Where(t => DeltaType.Of(t) == column.Field.Type).Cast<ColumnType?>().FirstOrDefault();
        var value = column.From is null ? "NULL" : Identifiers.Quote(column.From);
        return column.IsAdded || column.IsWidened ? $"CAST({value} AS {SqlTypes.NameOf(type!.Value)}) AS {Identifiers.Quote(column.Field.Name)}"
            : column.IsRenamed ? $"{value} AS {Identifiers.Quote(column.Field.Name)}"
            : value;
    }
}

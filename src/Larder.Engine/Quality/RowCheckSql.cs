using System.Globalization;
using Larder.DuckDb;
using Larder.Engine;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder.Quality;

/// <summary>Row checks as SQL: which rows are tested, and which of those are good.</summary>
internal sealed class RowCheckSql(CheckRelation rows, CheckContext context)
{
    /// <summary>Whether a row is tested; never null.</summary>
    public string Applies(RowCheck check) => check switch
    {
        NullCheck or ExpressionCheck => "true",
        PairCheck { Nulls: var nulls } => NotSkipped(check.Columns, nulls),
        PairSetCheck { Nulls: var nulls } => NotSkipped(check.Columns, nulls),
        DistinctWithinRowCheck { Nulls: var nulls } => NotSkipped(check.Columns, nulls),
        RowSumCheck { Nulls: var nulls } => NotSkipped(check.Columns, nulls),
        _ => $"{rows.Name(check.Columns[0])} IS NOT NULL",
    };

    /// <summary>Whether a row is bad, which one that is not tested never is; may be null for that.</summary>
    public string Bad(RowCheck check) => check switch
    {
        NullCheck { IsNull: var isNull } => $"{rows.Name(check.Columns[0])} IS {(isNull ? "NOT " : string.Empty)}NULL",
        SetCheck { Values.Count: 0 } or FormatCheck => $"{Applies(check)} AND NOT ({Good(check)})",
        ColumnCheck or EventTimeCheck or ExpressionCheck => $"NOT ({Good(check)})",
        _ => $"{Applies(check)} AND NOT coalesce({Good(check)}, false)",
    };

    /// <summary>Which rows a check on several columns tests.</summary>
    public string NotSkipped(IReadOnlyList<int> columns, NullRows nulls) => nulls switch
    {
        NullRows.SkipIfAll => $"({string.Join(" OR ", columns.Select(c => $"{rows.Name(c)} IS NOT NULL"))})",
        NullRows.SkipIfAny => $"({string.Join(" AND ", columns.Select(c => $"{rows.Name(c)} IS NOT NULL"))})",
        _ => "true",
    };

    /// <summary>Whether a value that is not null is a member of a set.</summary>
    public static string In(string value, IReadOnlyList<FeatureValue> set) => set.Count == 0 ? $"{value} IS NULL" : $"{value} IN ({string.Join(", ", set.Select(Constant))})";

    /// <summary>A constant in its own type.</summary>
    public static string Constant(FeatureValue value) => value.Type switch
    {
        ColumnType.String => Identifiers.Literal(value.AsString()!),
        ColumnType.Timestamp => string.Create(CultureInfo.InvariantCulture, $"make_timestamp({value.Bits})"),
        ColumnType.Boolean => value.AsBoolean() ? "true" : "false",
        _ => $"'{value}'::{SqlTypes.NameOf(value.Type)}",
    };

    private string Good(RowCheck check) => check switch
    {
        SetCheck c => Negated(c.Negate, In(rows.Name(c.Column), c.Values)),
        BetweenCheck c => Within(c.Column, c.Bounds),
        FiniteCheck c => $"isfinite({rows.Name(c.Column)})",
        EventTimeCheck c => Time(c),
        LengthCheck c => string.Create(CultureInfo.InvariantCulture, $"length({rows.Name(c.Column)}) >= {c.AtLeast}") + (c.AtMost is { } most ? string.Create(CultureInfo.InvariantCulture, $" AND length({rows.Name(c.Column)}) <= {most}") : string.Empty),
        RegexCheck c => Negated(c.Negate, Matches(c.Column, c.Pattern)),
        LikeCheck c => Negated(c.Negate, $"{rows.Name(c.Column)} LIKE {Identifiers.Literal(c.Pattern.Text)}{(c.Pattern.Escape is { } escape ? $" ESCAPE {Identifiers.Literal(escape.ToString())}" : string.Empty)}"),
        FormatCheck c => $"{Matches(c.Column, c.Format.Pattern)}{Rule(c.Format.Rule, rows.Name(c.Column))}",
        ExpressionCheck c => new ConditionSql(rows).TryWrite(c.Condition)!,
        NotBlankCheck c => $"trim({rows.Name(c.Column)}, {Identifiers.Literal(NotBlankCheck.Blanks)}) <> ''",
        PairCheck c => Pair(c),
        PairSetCheck c => c.Pairs.Count == 0 ? "false" : string.Join(" OR ", c.Pairs.Select(p => $"({rows.Name(c.Left)} = {Constant(p.Left)} AND {rows.Name(c.Right)} = {Constant(p.Right)})")),
        DistinctWithinRowCheck c => AllDifferent(c.Listed),
        RowSumCheck c => string.Create(CultureInfo.InvariantCulture, $"abs(({string.Join(" + ", c.Parts.Select(p => $"{rows.Name(p)}::DOUBLE"))}) - {rows.Name(c.Total)}::DOUBLE) <= '{c.Tolerance:R}'::DOUBLE"),
        _ => throw new InvalidOperationException($"Check {check.Name} of kind {check.Kind} has no SQL."),
    };

    private static string Negated(bool negate, string condition) => negate ? $"NOT ({condition})" : condition;

    private string Matches(int column, TextPattern pattern) => $"regexp_matches({rows.Name(column)}, {Identifiers.Literal(pattern.Re2)})";

    private static string Rule(FormatRule rule, string column) => rule switch
    {
        FormatRule.Day => $" AND TRY_CAST(left({column}, 10) AS DATE) IS NOT NULL AND left({column}, 4) <> '0000'",
        FormatRule.Int32 => $" AND TRY_CAST({column} AS INTEGER) IS NOT NULL",
        FormatRule.Int64 => $" AND TRY_CAST({column} AS BIGINT) IS NOT NULL",
        _ => string.Empty,
    };

    /// <summary>The engine takes NaN for the greatest number, so that an upper bound keeps it out.</summary>
    private string Within(int column, Bounds bounds)
    {
        var name = rows.Name(column);
        var parts = new List<string>();
        if (!bounds.AtLeast.IsNull)
        {
            parts.Add($"{name} {(bounds.AboveLeast ? ">" : ">=")} {Constant(bounds.AtLeast)}");
        }

        if (!bounds.AtMost.IsNull)
        {
            parts.Add($"{name} {(bounds.BelowMost ? "<" : "<=")} {Constant(bounds.AtMost)}");
        }
        else if (ValueOrder.IsFloating(rows.Schema.Columns[column].Type))
        {
            parts.Add($"NOT isnan({name})");
        }

        return parts.Count == 0 ? $"{name} IS NOT NULL" : string.Join(" AND ", parts);
    }

    private string Time(EventTimeCheck check)
    {
        var (name, parts) = (rows.Name(check.Column), new List<string>());
        parts.Add($"{name} <= {Constant(FeatureValue.From(context.Now + check.Skew))}");
        if (check.Floor is { } floor)
        {
            parts.Add($"{name} >= {Constant(FeatureValue.From(floor))}");
        }

        if (check.CreatedAt is { } created)
        {
            parts.Add($"({rows.Name(created)} IS NULL OR {name} <= {rows.Name(created)})");
        }

        return string.Join(" AND ", parts);
    }

    private string Pair(PairCheck check)
    {
        string[] names = [.. Comparable(check.Columns)];
        var numbers = check.Columns.Where(c => ValueOrder.IsFloating(rows.Schema.Columns[c].Type)).Select(c => $" AND NOT isnan({rows.Name(c)})");
        return $"{names[0]} {check.Sign} {names[1]}{string.Concat(numbers)}";
    }

    private string AllDifferent(IReadOnlyList<int> columns)
    {
        string[] names = [.. Comparable(columns)];
        return string.Join(" AND ", names.SelectMany((a, i) => names.Take(i).Select(b => $"{a} <> {b}")));
    }

    /// <summary>Columns in one type: a 32-bit float beside a whole number would else be compared in 32 bits.</summary>
    private IEnumerable<string> Comparable(IReadOnlyList<int> columns)
    {
        var floating = columns.Any(c => ValueOrder.IsFloating(rows.Schema.Columns[c].Type));
        return columns.Select(c => floating ? $"{rows.Name(c)}::DOUBLE" : rows.Name(c));
    }
}

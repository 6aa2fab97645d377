using System.Linq.Expressions;
using System.Text;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder.Quality;

/// <summary>
/// Conditions in C# as SQL, as far as both mean the same: columns compared with constants or with null, and these joined by and, or and not. What is written is true or false and never null, as in C#: no
/// null is less than anything, NaN is unequal to everything, and a column that cannot be null reads as its type's default where it is.
/// </summary>
internal sealed class ConditionSql(CheckRelation rows)
{
    /// <summary>The condition; null where only C# can say it.</summary>
    public string? TryWrite(RowCondition condition) => Write(condition.Expression.Body);

    private string? Write(Expression node) => node switch
    {
        BinaryExpression { NodeType: ExpressionType.AndAlso } and => Join(and, "AND"),
        BinaryExpression { NodeType: ExpressionType.OrElse } or => Join(or, "OR"),
        UnaryExpression { NodeType: ExpressionType.Not } not when not.Type == typeof(bool) => Write(not.Operand) is { } operand ? $"(NOT {operand})" : null,
        BinaryExpression { Method: null or { Name: "op_Equality" or "op_Inequality" or "op_LessThan" or "op_LessThanOrEqual" or "op_GreaterThan" or "op_GreaterThanOrEqual" } } compared => Compare(compared),
        MemberExpression member when member.Type == typeof(bool) && ColumnOf(member) is { } column => $"coalesce({rows.Name(column)}, false)",
        _ => null,
    };

    private string? Join(BinaryExpression node, string word) => Write(node.Left) is { } left && Write(node.Right) is { } right ? $"({left} {word} {right})" : null;

    private string? Compare(BinaryExpression node)
    {
        var (column, constant, sign) = (ColumnOf(Inner(node.Left)), node.Right, Sign(node.NodeType, isTurned: false));
        if (column is null)
        {
            (column, constant, sign) = (ColumnOf(Inner(node.Right)), node.Left, Sign(node.NodeType, isTurned: true));
        }

        if (column is not { } index || sign is null || Inner(constant) is not ConstantExpression { Value: var value })
        {
            return null;
        }

        var name = rows.Name(index);
        var type = rows.Schema.Columns[index].Type;
        if (value is null)
        {
            return rows.Schema.Columns[index].IsNullable && sign is "=" or "<>" ? $"({name} IS {(sign == "=" ? string.Empty : "NOT ")}NULL)" : null;
        }

        return type switch
        {
            ColumnType.String => value is string text && sign is "=" or "<>" && IsStored(text) ? Atom(index, name, sign, FeatureValue.From(text)) : null,
            ColumnType.Timestamp => value is DateTime time && time.Ticks % TimeSpan.TicksPerMicrosecond == 0 ? Atom(index, name, sign, FeatureValue.From(time)) : null,
            ColumnType.Boolean => value is bool flag && sign is "=" or "<>" ? Atom(index, name, sign, FeatureValue.From(flag)) : null,
            _ => Number(index, node.Left.Type, value) is { } number ? Atom(index, number.Name, sign, number.Constant) : null,
        };
    }

    /// <summary>A column and a constant in the type that C# compares them in.</summary>
    private (string Name, FeatureValue Constant)? Number(int column, Type compared, object value)
    {
        var name = rows.Name(column);
        if (value is not (int or long or float or double))
        {
            return null;
        }

        var type = Nullable.GetUnderlyingType(compared) ?? compared;
        var isDouble = type == typeof(double);
        if (isDouble)
        {
            var number = Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture);
            return double.IsNaN(number) ? null : ($"{name}::DOUBLE", FeatureValue.From(number));
        }

        var isWhole = value is int or long && rows.Schema.Columns[column].Type is ColumnType.Int32 or ColumnType.Int64 && (type == typeof(int) || type == typeof(long));
        return isWhole ? (name, FeatureValue.From(Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture))) : null;
    }

    private string Atom(int column, string name, string sign, FeatureValue constant)
    {
        var definition = rows.Schema.Columns[column];
        var value = definition.IsNullable || definition.Type == ColumnType.String ? name : $"coalesce({name}, {Default(definition.Type)})";
        var isNaN = ValueOrder.IsFloating(definition.Type) && sign is ">" or ">=" ? $" AND NOT isnan({value})" : string.Empty;
        return $"coalesce({value} {sign} {RowCheckSql.Constant(constant)}{isNaN}, {(sign == "<>" ? "true" : "false")})";
    }

    /// <summary>Whether a text is the same in SQL.</summary>
    private static bool IsStored(string text) => !text.Contains('\0', StringComparison.Ordinal) && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text;

    private static string Default(ColumnType type) => type switch
    {
        ColumnType.Boolean => "false",
        ColumnType.Timestamp => RowCheckSql.Constant(FeatureValue.From(default(DateTime))),
        _ => "0",
    };

    private int? ColumnOf(Expression node) =>
        node is MemberExpression { Expression: ParameterExpression } member && rows.Schema.TryIndexOf(member.Member.Name, out var index) ? index : null;

    /// <summary>Without the conversions that C# makes by itself: to null, and to a wider number.</summary>
    private static Expression Inner(Expression node) => node is UnaryExpression { NodeType: ExpressionType.Convert, Method: null } convert && IsWidening(convert) ? Inner(convert.Operand) : node;

    private static bool IsWidening(UnaryExpression convert)
    {
        var (from, to) = (Nullable.GetUnderlyingType(convert.Operand.Type) ?? convert.Operand.Type, Nullable.GetUnderlyingType(convert.Type) ?? convert.Type);
        return from == to || (from == typeof(int) && (to == typeof(long) || to == typeof(double))) || ((from == typeof(long) || from == typeof(float)) && to == typeof(double));
    }

    private static string? Sign(ExpressionType type, bool isTurned) => type switch
    {
        ExpressionType.Equal => "=",
        ExpressionType.NotEqual => "<>",
        ExpressionType.LessThan => isTurned ? ">" : "<",
        ExpressionType.LessThanOrEqual => isTurned ? ">=" : "<=",
        ExpressionType.GreaterThan => isTurned ? "<" : ">",
        ExpressionType.GreaterThanOrEqual => isTurned ? "<=" : ">=",
        _ => null,
    };
}

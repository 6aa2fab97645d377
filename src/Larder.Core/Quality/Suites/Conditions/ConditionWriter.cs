using System.Globalization;
using System.Linq.Expressions;
using Larder.Errors;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder.Quality.Suites.Conditions;

/// <summary>Writes conditions so that <see cref="ConditionReader"/> reads the very same ones; what C# can say beyond that has no such form.</summary>
internal static class ConditionWriter
{
    /// <summary>The condition; null where only C# can say it.</summary>
    public static string? TryWrite(RowCondition condition, EventSchema schema)
    {
        try
        {
            return Write(condition.Expression.Body, schema) is { } text && ConditionReader.Read(text, schema, "The condition").Text == condition.Text ? text : null;
        }
        catch (InvalidDefinitionException)
        {
            return null;
        }
    }

    private static string? Write(Expression node, EventSchema schema) => node switch
    {
        BinaryExpression binary when Sign(binary.NodeType) is { } sign => (Write(binary.Left, schema), Write(binary.Right, schema)) is ({ } left, { } right)
            ? $"{Bracketed(binary.Left, left)} {sign} {Bracketed(binary.Right, right)}"
            : null,
        UnaryExpression { NodeType: ExpressionType.Not } not => Write(not.Operand, schema) is { } operand ? $"!{Bracketed(not.Operand, operand)}" : null,
        UnaryExpression { NodeType: ExpressionType.Convert } convert => Write(convert.Operand, schema),
        MemberExpression { Expression: ParameterExpression } member when schema.TryIndexOf(member.Member.Name, out var index) => schema.Columns[index].Name,
        ConstantExpression constant => Constant(constant.Value),
        _ => null,
    };

    private static string Bracketed(Expression node, string text) => node is BinaryExpression ? $"({text})" : text;

    private static string? Constant(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        string text => ConditionTokens.Quote(text),
        DateTime time => $"'{Instant.From(time)}'",
        double number when double.IsFinite(number) => number.ToString("R", CultureInfo.InvariantCulture) is var digits && digits.All(c => c == '-' || char.IsAsciiDigit(c)) ? $"{digits}.0" : digits,
        int number => number.ToString(CultureInfo.InvariantCulture),
        long number => $"{number}L",
        float number when float.IsFinite(number) => string.Create(CultureInfo.InvariantCulture, $"{number:R}f"),
        _ => null,
    };

    private static string? Sign(ExpressionType type) => type switch
    {
        ExpressionType.AndAlso => "&&",
        ExpressionType.OrElse => "||",
        ExpressionType.Equal => "==",
        ExpressionType.NotEqual => "!=",
        ExpressionType.LessThan => "<",
        ExpressionType.LessThanOrEqual => "<=",
        ExpressionType.GreaterThan => ">",
        ExpressionType.GreaterThanOrEqual => ">=",
        ExpressionType.Add => "+",
        ExpressionType.Subtract => "-",
        ExpressionType.Multiply => "*",
        ExpressionType.Divide => "/",
        _ => null,
    };
}

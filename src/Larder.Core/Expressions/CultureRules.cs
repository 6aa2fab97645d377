using System.Linq.Expressions;
using System.Reflection;

namespace Larder.Expressions;

/// <summary>Knows the methods of the framework that follow the machine's culture unless told otherwise.</summary>
internal static class CultureRules
{
    public const string GiveInvariant = "give CultureInfo.InvariantCulture";

    private static readonly HashSet<string> Comparing =
        [nameof(string.StartsWith), nameof(string.EndsWith), nameof(string.IndexOf), nameof(string.LastIndexOf)];

    /// <summary>What to write instead of a call that depends on the culture; null for any other call.</summary>
    public static string? Remedy(MethodCallExpression call)
    {
        var (type, method) = (call.Method.DeclaringType!, call.Method);
        var parameters = method.GetParameters();
        if (parameters.Any(p => p.ParameterType == typeof(IFormatProvider) || p.ParameterType == typeof(StringComparison) || p.ParameterType == typeof(System.Globalization.CultureInfo)))
        {
            return null;
        }

        if (type == typeof(string))
        {
            return method.Name switch
            {
                nameof(string.ToUpper) or nameof(string.ToLower) => $"use {method.Name}Invariant",
                nameof(string.Compare) or nameof(string.CompareTo) => "use string.CompareOrdinal",
                nameof(string.Format) => GiveInvariant,
                nameof(string.Concat) or nameof(string.Join) when call.Arguments.SelectMany(Elements).Any(IsFormatted) => GiveInvariant + " to ToString of its parts",
                _ when Comparing.Contains(method.Name) && parameters[0].ParameterType == typeof(string) => "give StringComparison.Ordinal",
                _ => null,
            };
        }

        var formats = method.Name == nameof(ToString) && IsCultural(call.Object?.Type ?? type);
        var parses = method.Name is "Parse" or "TryParse" or "ParseExact" && IsCultural(type);
        var converts = type == typeof(Convert) && parameters is [{ ParameterType: { } from }]
            && (from == typeof(string) || from == typeof(object) || (method.Name == nameof(ToString) && IsCultural(from)));
        return formats || parses || converts ? GiveInvariant : null;
    }

    /// <summary>Whether an operator joins text with something that would be formatted by the culture: <c>"a" + l.Price</c>.</summary>
    public static bool IsJoined(MethodInfo method, params Expression[] operands) =>
        method.DeclaringType == typeof(string) && method.Name == nameof(string.Concat) && operands.Any(IsFormatted);

    private static IEnumerable<Expression> Elements(Expression argument) => argument is NewArrayExpression array ? array.Expressions : [argument];

    private static bool IsFormatted(Expression part) => part is UnaryExpression { NodeType: ExpressionType.Convert } boxed && IsCultural(boxed.Operand.Type);

    private static bool IsCultural(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain != typeof(char) && plain != typeof(string) && !plain.IsEnum && plain != typeof(Enum)
            && (typeof(IFormattable).IsAssignableFrom(plain) || plain == typeof(object));
    }
}

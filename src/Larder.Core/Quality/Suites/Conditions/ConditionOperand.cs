using System.Globalization;
using System.Linq.Expressions;
using Larder.Errors;
using Larder.Types;

namespace Larder.Quality.Suites.Conditions;

/// <summary>A part of a condition: an expression, or a constant whose type is for what it is compared with to say.</summary>
/// <param name="Expression">The expression; null for a constant.</param>
/// <param name="Constant">The constant: a number, bool, text, or null.</param>
/// <param name="Written">It as it was written, for messages.</param>
internal sealed record ConditionOperand(Expression? Expression, object? Constant, string Written)
{
    private static readonly Type[] Numbers = [typeof(int), typeof(long), typeof(float), typeof(double)];

    /// <summary>Its type without null; null for the constant null.</summary>
    private Type? Type => Expression is { } e ? Nullable.GetUnderlyingType(e.Type) ?? e.Type : Constant?.GetType();

    private bool IsNull => Expression is null && Constant is null;

    private bool CanBeNull => Expression is { } e && (!e.Type.IsValueType || Nullable.GetUnderlyingType(e.Type) is not null);

    /// <summary>It as a condition.</summary>
    /// <exception cref="InvalidDefinitionException">It is none.</exception>
    public Expression AsCondition() => Expression is { } e && e.Type == typeof(bool) ? e
        : Type == typeof(bool) && Expression is not null ? throw new InvalidDefinitionException($"{Written} can be null; write {Written} == true.")
        : throw new InvalidDefinitionException($"{Written} is no condition; compare it with something, as in {Written} == 1.");

    /// <summary>A comparison, as C# means it.</summary>
    /// <exception cref="InvalidDefinitionException">The two cannot be compared so.</exception>
    public static Expression Compare(ConditionOperand left, string sign, ConditionOperand right)
    {
        if (left.Expression is null && right.Expression is null)
        {
            throw new InvalidDefinitionException($"{left.Written} {sign} {right.Written} compares two constants; name a column.");
        }

        var isEquality = sign is "==" or "!=";
        var (a, b) = Pair(left, right, isEquality) ?? throw new InvalidDefinitionException(
            $"{left.Written} and {right.Written} cannot be compared with {sign}; numbers compare with numbers, text, true and null with == and != only, times with times such as '2011-12-09T12:50:00Z'.");
        return Expression.MakeBinary(
            sign switch
            {
                "==" => ExpressionType.Equal,
                "!=" => ExpressionType.NotEqual,
                "<" => ExpressionType.LessThan,
                "<=" => ExpressionType.LessThanOrEqual,
                ">" => ExpressionType.GreaterThan,
                _ => ExpressionType.GreaterThanOrEqual,
            },
            a,
            b);
    }

    /// <summary>A sum, difference, product or quotient, in 64-bit floating point.</summary>
    /// <exception cref="InvalidDefinitionException">One of the two is no number.</exception>
    public static ConditionOperand Calculate(ConditionOperand left, string sign, ConditionOperand right)
    {
        var written = $"{left.Written} {sign} {right.Written}";
        if (!Numbers.Contains(left.Type) || !Numbers.Contains(right.Type) || (left.Expression is null && right.Expression is null))
        {
            throw new InvalidDefinitionException($"{written} takes two numbers, a column among them.");
        }

        var isLifted = left.CanBeNull || right.CanBeNull;
        var type = sign switch { "+" => ExpressionType.Add, "-" => ExpressionType.Subtract, "*" => ExpressionType.Multiply, _ => ExpressionType.Divide };
        return new(Expression.MakeBinary(type, left.As(typeof(double), isLifted), right.As(typeof(double), isLifted)), null, written);
    }

    private static (Expression Left, Expression Right)? Pair(ConditionOperand left, ConditionOperand right, bool isEquality)
    {
        if (left.IsNull || right.IsNull)
        {
            var other = left.IsNull ? right : left;
            return !isEquality ? null
                : !other.CanBeNull ? throw new InvalidDefinitionException($"{other.Written} is never null; leave the comparison out.")
                : (left.As(other.Expression!.Type, isLifted: false), right.As(other.Expression.Type, isLifted: false));
        }

        var isLifted = left.CanBeNull || right.CanBeNull;
        if (Numbers.Contains(left.Type) && Numbers.Contains(right.Type))
        {
            var type = Wider(left, right);
            return (left.As(type, isLifted), right.As(type, isLifted));
        }

        if (left.Type == typeof(DateTime) || right.Type == typeof(DateTime))
        {
            return (left.Time(), right.Time()) is ({ } a, { } b) ? (a.As(typeof(DateTime), isLifted), b.As(typeof(DateTime), isLifted)) : null;
        }

        if (left.Type != right.Type || !isEquality || left.Type is not { } same || (same != typeof(string) && same != typeof(bool)))
        {
            return null;
        }

        isLifted &= same.IsValueType;
        return (left.As(same, isLifted), right.As(same, isLifted));
    }

    /// <summary>The type in which C# compares two numbers: a constant that is whole takes the type of a float beside it.</summary>
    private static Type Wider(ConditionOperand left, ConditionOperand right) => Numbers[Math.Max(Array.IndexOf(Numbers, left.Type), Array.IndexOf(Numbers, right.Type))];

    /// <summary>It where a time is needed; null where it is none.</summary>
    private ConditionOperand? Time() => Type == typeof(DateTime) ? this
        : Constant is string text && Instant.TryParse(text, out var instant) ? this with { Constant = instant.ToDateTime() }
        : null;

    /// <summary>It in a type, with the conversions that a C# compiler would write.</summary>
    private Expression As(Type type, bool isLifted)
    {
        if (Expression is null && Constant is null)
        {
            return Expression.Constant(null, type);
        }

        if (Expression is null && !isLifted)
        {
            return Expression.Constant(Convert.ChangeType(Constant!, type, CultureInfo.InvariantCulture), type);
        }

        var plain = Expression ?? Expression.Constant(Constant);
        plain = CanBeNull || plain.Type == type ? plain : Expression.Convert(plain, type);
        var wanted = isLifted ? typeof(Nullable<>).MakeGenericType(type) : type;
        return plain.Type == wanted ? plain : Expression.Convert(plain, wanted);
    }
}

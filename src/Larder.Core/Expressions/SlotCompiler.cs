using System.Linq.Expressions;
using Larder.Errors;
using Larder.Types;

namespace Larder.Expressions;

/// <summary>Compiles an expression over slots to a <see cref="SlotFunction"/>.</summary>
internal static class SlotCompiler
{
    /// <summary>Compiles <paramref name="value"/>, converted to the feature property's type.</summary>
    /// <param name="value">The expression.</param>
    /// <param name="type">The type of the feature's property.</param>
    /// <param name="slots">Where it reads its inputs.</param>
    /// <param name="what">What is evaluated; begins the message of the <see cref="UserCodeException"/> that the function throws.</param>
    public static SlotFunction Compile(Expression value, Type type, ParameterExpression slots, string what)
    {
        var typed = value.Type == type ? value : Expression.Convert(value, type);
        var guarded = UserCode.Guard(ValueConversion.Wrap(ConstantArrays.Share(typed)), what);
        var invalid = Expression.Property(null, typeof(FeatureValue), nameof(FeatureValue.Invalid));
        var checkedValue = Found(value).Values.Aggregate(guarded, (rest, slot) => Expression.Condition(Expression.Property(slot, nameof(FeatureValue.IsInvalid)), invalid, rest));
        return Expression.Lambda<SlotFunction>(checkedValue, slots).Compile();
    }

    /// <summary>A slot read as a type.</summary>
    public static Expression Read(ParameterExpression slots, int slot, Type type) => ValueConversion.Unwrap(Expression.ArrayIndex(slots, Expression.Constant(slot)), type);

    /// <summary>The slots that an expression reads, ascending.</summary>
    public static IReadOnlyList<int> SlotsOf(Expression value) => [.. Found(value).Keys];

    /// <summary>The slot whose value an expression is, neither computed with nor converted; null where it is none.</summary>
    /// <param name="value">The expression.</param>
    /// <param name="type">The type that it becomes.</param>
    public static int? PlainSlotOf(Expression value, Type type)
    {
        if (value.Type != type)
        {
            return null;
        }

        // A nullable type is read behind a look at the slot itself, see ValueConversion.Unwrap.
        var (read, asked) = value is ConditionalExpression { Test: MemberExpression { Expression: { } slot }, IfTrue: DefaultExpression, IfFalse: UnaryExpression { Operand: var given } }
            ? (given, slot)
            : (value, null);
        return read is MethodCallExpression { Object: BinaryExpression { NodeType: ExpressionType.ArrayIndex, Right: ConstantExpression { Value: int number } } found }
            && found.Type == typeof(FeatureValue) && (asked is null || asked == found)
            ? number
            : null;
    }

    /// <summary>The slots read: what is made of an invalid value is invalid.</summary>
    private static SortedDictionary<int, Expression> Found(Expression value)
    {
        var finder = new SlotFinder();
        finder.Visit(value);
        return finder.Slots;
    }

    private sealed class SlotFinder : ExpressionVisitor
    {
        public SortedDictionary<int, Expression> Slots { get; } = [];

        protected override Expression VisitBinary(BinaryExpression node)
        {
            if (node is { NodeType: ExpressionType.ArrayIndex, Right: ConstantExpression { Value: int slot } } && node.Type == typeof(FeatureValue))
            {
                Slots.TryAdd(slot, node);
            }

            return base.VisitBinary(node);
        }
    }
}

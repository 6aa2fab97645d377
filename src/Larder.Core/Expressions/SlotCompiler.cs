using System.Linq.Expressions;
using Larder.Errors;

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
        return Expression.Lambda<SlotFunction>(UserCode.Guard(ValueConversion.Wrap(typed), what), slots).Compile();
    }
}

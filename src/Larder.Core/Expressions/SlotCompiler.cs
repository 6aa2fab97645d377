using System.Linq.Expressions;

namespace Larder.Expressions;

/// <summary>Compiles an expression over slots to a <see cref="SlotFunction"/>.</summary>
internal static class SlotCompiler
{
    /// <summary>Compiles <paramref name="value"/>, converted to the feature property's type.</summary>
    public static SlotFunction Compile(Expression value, Type type, ParameterExpression slots)
    {
        var typed = value.Type == type ? value : Expression.Convert(value, type);
        return Expression.Lambda<SlotFunction>(ValueConversion.Wrap(typed), slots).Compile();
    }
}

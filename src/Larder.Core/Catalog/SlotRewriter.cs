using System.Linq.Expressions;
using System.Reflection;
using Larder.Errors;
using Larder.Expressions;

namespace Larder.Catalog;

/// <summary>Turns what a lambda reads of a parameter into reads of slots.</summary>
internal static class SlotRewriter
{
    /// <summary>The rewriter of one parameter, whose properties lie in the slots from <paramref name="offset"/> on.</summary>
    public static MemberRewriter Of(ParameterExpression parameter, Expression slots, IReadOnlyList<string> properties, int offset, string where)
    {
        const BindingFlags Flags = BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase;
        var index = properties.Select((property, i) => (property, i)).ToDictionary(p => p.property, p => offset + p.i, StringComparer.OrdinalIgnoreCase);

        Expression Slot(PropertyInfo property) =>
            ValueConversion.Unwrap(Expression.ArrayIndex(slots, Expression.Constant(index[property.Name])), property.PropertyType);

        Expression Whole()
        {
            var constructor = parameter.Type.GetConstructors()
                .Where(c => c.GetParameters() is { Length: > 0 } all && all.All(p => index.ContainsKey(p.Name!)))
                .MaxBy(c => c.GetParameters().Length);
            return ObjectConstruction.Build(
                parameter.Type, constructor, properties.Select(name => parameter.Type.GetProperty(name, Flags)!), name => parameter.Type.GetProperty(name, Flags)!, Slot);
        }

        Expression? Read(PropertyInfo property)
        {
            if (index.ContainsKey(property.Name))
            {
                return Slot(property);
            }

            return property.CanWrite
                ? throw new InvalidDefinitionException($"{where} reads {parameter.Type.Name}.{property.Name}, which is never given a value; define that feature first.")
                : null;
        }

        return new MemberRewriter(parameter, Read, Whole);
    }
}

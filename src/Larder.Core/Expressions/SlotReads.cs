using System.Linq.Expressions;
using System.Reflection;
using Larder.Errors;

namespace Larder.Expressions;

/// <summary>Reads a slot as a type: null becomes the type's null.</summary>
internal delegate Expression ReadSlot(int slot, Type type);

/// <summary>
/// Which properties of a lambda's parameters lie in which slots. The same lambda is rewritten to reads of values one by one for the row form, and to reads of columns
/// for the column form.
/// </summary>
internal sealed class SlotReads
{
    private readonly List<(ParameterExpression Parameter, IReadOnlyList<string> Properties, int First, string Where)> _parameters = [];

    /// <summary>Number of slots.</summary>
    public int Count { get; private set; }

    /// <summary>Gives the properties of a parameter the next slots.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="properties">Those of its properties that have values, in order.</param>
    /// <param name="where">What is defined over what, for messages.</param>
    public void Add(ParameterExpression parameter, IReadOnlyList<string> properties, string where)
    {
        _parameters.Add((parameter, properties, Count, where));
        Count += properties.Count;
    }

    /// <summary>The expression with its parameters replaced.</summary>
    /// <exception cref="InvalidDefinitionException">It reads a property that is never given a value.</exception>
    public Expression Rewrite(Expression value, ReadSlot read) =>
        _parameters.Aggregate(value, (rewritten, p) => Rewriter(p.Parameter, p.Properties, p.First, p.Where, read).Visit(rewritten));

    private static MemberRewriter Rewriter(ParameterExpression parameter, IReadOnlyList<string> properties, int first, string where, ReadSlot read)
    {
        const BindingFlags Flags = BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase;
        var index = properties.Select((property, i) => (property, i)).ToDictionary(p => p.property, p => first + p.i, StringComparer.OrdinalIgnoreCase);

        Expression Slot(PropertyInfo property) => read(index[property.Name], property.PropertyType);

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

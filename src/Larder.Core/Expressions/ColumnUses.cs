using System.Linq.Expressions;
using System.Reflection;
using Larder.Catalog.Lineage;
using Larder.Types;

namespace Larder.Expressions;

/// <summary>A column, or slot, that something is made of, and how.</summary>
internal readonly record struct ColumnUse(int Column, Transformation How);

/// <summary>How an expression uses the properties of its parameters: as the value itself, to compute with, or only to choose between values.</summary>
internal sealed class ColumnUses : ExpressionVisitor
{
    private readonly Dictionary<ParameterExpression, (Dictionary<string, int> Columns, int Count, int First)> _parameters = [];
    private readonly SortedSet<int> _values = [];
    private readonly SortedSet<int> _conditions = [];
    private bool _isCondition;

    /// <summary>The uses of a value made of an event's columns.</summary>
    /// <param name="value">The lambda.</param>
    /// <param name="schema">The event type.</param>
    /// <param name="how">What its columns are used for; null tells a copy from a computation, and both from a condition.</param>
    public static IReadOnlyList<ColumnUse> Of(LambdaExpression? value, EventSchema schema, Transformation? how = null)
    {
        if (value is null)
        {
            return [];
        }

        var uses = new ColumnUses();
        uses.Add(value.Parameters[0], schema, 0);
        return uses.Of(value.Body, how);
    }

    /// <summary>Gives the columns of an event type the slots from <paramref name="first"/> on.</summary>
    public void Add(ParameterExpression parameter, EventSchema schema, int first) => Add(parameter, [.. schema.Columns.Select(c => c.Property)], first);

    /// <summary>Gives properties the slots from <paramref name="first"/> on.</summary>
    public void Add(ParameterExpression parameter, IReadOnlyList<string> properties, int first) =>
        _parameters.Add(parameter, (properties.Select((property, i) => (property, i)).ToDictionary(p => p.property, p => p.i, StringComparer.OrdinalIgnoreCase), properties.Count, first));

    /// <summary>The uses of an expression over the parameters added.</summary>
    public IReadOnlyList<ColumnUse> Of(Expression value, Transformation? how = null)
    {
        _values.Clear();
        _conditions.Clear();
        Visit(value);
        return how is { } one
            ? [.. _values.Union(_conditions).Order().Select(c => new ColumnUse(c, one))]
            :
            [
                .. _values.Select(c => new ColumnUse(c, IsCopy(value) ? Transformation.Identity : Transformation.Transformation)),
                .. _conditions.Select(c => new ColumnUse(c, Transformation.Conditional)),
            ];
    }

    protected override Expression VisitMember(MemberExpression node)
    {
        if (node is not { Expression: ParameterExpression parameter, Member: PropertyInfo property } || !_parameters.TryGetValue(parameter, out var known))
        {
            return base.VisitMember(node);
        }

        if (known.Columns.TryGetValue(property.Name, out var index))
        {
            Found.Add(known.First + index);
        }
        else if (ComputedProperties.ReadsOf(property) is { } reads && reads.All(known.Columns.ContainsKey))
        {
            Found.UnionWith(reads.Select(r => known.First + known.Columns[r]));
        }
        else
        {
            Visit(parameter);
        }

        return node;
    }

    protected override Expression VisitParameter(ParameterExpression node)
    {
        if (_parameters.TryGetValue(node, out var known))
        {
            Found.UnionWith(Enumerable.Range(known.First, known.Count));
        }

        return node;
    }

    protected override Expression VisitConditional(ConditionalExpression node)
    {
        var outside = _isCondition;
        _isCondition = true;
        Visit(node.Test);
        _isCondition = outside;
        Visit(node.IfTrue);
        Visit(node.IfFalse);
        return node;
    }

    private SortedSet<int> Found => _isCondition ? _conditions : _values;

    /// <summary>Whether a value is a property as it is: a conversion may change it, but not one between a type and its nullable form.</summary>
    private bool IsCopy(Expression value) => value switch
    {
        UnaryExpression { NodeType: ExpressionType.Convert } convert when Plain(convert.Type) == Plain(convert.Operand.Type) => IsCopy(convert.Operand),
        MemberExpression { Expression: ParameterExpression parameter } member => _parameters.TryGetValue(parameter, out var known) && known.Columns.ContainsKey(member.Member.Name),
        _ => false,
    };

    private static Type Plain(Type type) => Nullable.GetUnderlyingType(type) ?? type;
}

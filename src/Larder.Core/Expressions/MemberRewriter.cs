using System.Linq.Expressions;
using System.Reflection;

namespace Larder.Expressions;

/// <summary>Replaces the reads of a parameter's properties, and the parameter itself where it is used whole.</summary>
internal sealed class MemberRewriter : ExpressionVisitor
{
    private readonly ParameterExpression _parameter;
    private readonly Func<PropertyInfo, Expression?> _property;
    private readonly Func<Expression> _whole;

    /// <param name="parameter">The parameter to replace.</param>
    /// <param name="property">The replacement of a property read; null where the property is computed by the object itself.</param>
    /// <param name="whole">The replacement of the parameter.</param>
    public MemberRewriter(ParameterExpression parameter, Func<PropertyInfo, Expression?> property, Func<Expression> whole)
    {
        _parameter = parameter;
        _property = property;
        _whole = whole;
    }

    protected override Expression VisitMember(MemberExpression node) =>
        node.Expression == _parameter && node.Member is PropertyInfo property && _property(property) is { } replacement
            ? replacement
            : base.VisitMember(node);

    protected override Expression VisitParameter(ParameterExpression node) => node == _parameter ? _whole() : node;
}

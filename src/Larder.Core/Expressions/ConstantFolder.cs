using System.Linq.Expressions;
using System.Reflection;
using Larder.Errors;
using Larder.Types;

namespace Larder.Expressions;

/// <summary>
/// Replaces captured variables and members of captured objects by their values, so that a definition is closed: what it means cannot
/// change after it was read, and its fingerprint covers every constant in it.
/// </summary>
internal sealed class ConstantFolder : ExpressionVisitor
{
    private readonly string _where;

    private ConstantFolder(string where) => _where = where;

    /// <summary>Closes a lambda.</summary>
    /// <exception cref="InvalidDefinitionException">It captures something that is no constant.</exception>
    public static LambdaExpression Fold(LambdaExpression lambda, string where)
    {
        Determinism.Check(lambda, where);
        return (LambdaExpression)new ConstantFolder(where).Visit(lambda);
    }

    protected override Expression VisitMember(MemberExpression node)
    {
        if (!TryEvaluate(node, out var value))
        {
            return base.VisitMember(node);
        }

        if (value is null || ColumnTypes.TryFrom(value.GetType(), out _) || value is TimeSpan or Enum or Window)
        {
            return Expression.Constant(value, node.Type);
        }

        if (IsImmutableStatic(node))
        {
            return node;
        }

        throw new InvalidDefinitionException(
            $"{_where} captures '{node.Member.Name}' of type {node.Type.Name}; only constants (bool, numbers, string, DateTime, TimeSpan, enums) may be captured.");
    }

    private static bool IsImmutableStatic(MemberExpression node) => node.Expression is null;

    private static bool TryEvaluate(Expression? node, out object? value)
    {
        value = null;
        switch (node)
        {
            case ConstantExpression constant:
                value = constant.Value;
                return true;
            case MemberExpression { Expression: null, Member: FieldInfo { IsStatic: true } field }:
                value = field.GetValue(null);
                return true;
            case MemberExpression { Expression: { } inner, Member: FieldInfo field } when TryEvaluate(inner, out var target):
                value = field.GetValue(target);
                return true;
            case MemberExpression { Expression: { } inner, Member: PropertyInfo property } when TryEvaluate(inner, out var target):
                value = property.GetValue(target);
                return true;
            default:
                return false;
        }
    }
}

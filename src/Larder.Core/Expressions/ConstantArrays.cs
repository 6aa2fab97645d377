using System.Linq.Expressions;

namespace Larder.Expressions;

/// <summary>
/// Makes the edges, categories and the like that a lambda gives to <see cref="FeatureMath"/> once instead of at every call: its functions
/// neither write nor keep them. Arrays given to any other method are left alone.
/// </summary>
internal sealed class ConstantArrays : ExpressionVisitor
{
    private ConstantArrays()
    {
    }

    public static Expression Share(Expression body) => new ConstantArrays().Visit(body);

    protected override Expression VisitMethodCall(MethodCallExpression node) => node.Method.DeclaringType == typeof(FeatureMath)
        ? base.VisitMethodCall(node.Update(node.Object, node.Arguments.Select(Shared)))
        : base.VisitMethodCall(node);

    private static Expression Shared(Expression argument)
    {
        if (argument is not NewArrayExpression { NodeType: ExpressionType.NewArrayInit } made || !made.Expressions.All(e => e is ConstantExpression))
        {
            return argument;
        }

        var array = Array.CreateInstance(made.Type.GetElementType()!, made.Expressions.Count);
        foreach (var (i, element) in made.Expressions.Index())
        {
            array.SetValue(((ConstantExpression)element).Value, i);
        }

        return Expression.Constant(array, made.Type);
    }
}

using System.Linq.Expressions;
using System.Reflection;
using Larder.Aggregation;
using Larder.Errors;
using Larder.Types;

namespace Larder.Expressions;

/// <summary>
/// Replaces captured variables, members of captured objects and static values by their values, so that a definition is closed: what it
/// means cannot change after it was read, and its fingerprint covers every constant in it.
/// </summary>
internal sealed class ConstantFolder : ExpressionVisitor
{
    private const string Allowed = "only constants (bool, numbers, string, DateTime, TimeSpan, enums, float[], long[], double[], string[], FeatureMap) may be captured.";

    private readonly string _where;

    private ConstantFolder(string where) => _where = where;

    /// <summary>Closes a lambda.</summary>
    /// <exception cref="InvalidDefinitionException">It captures something that is no constant.</exception>
    /// <exception cref="UserCodeException">A captured property threw.</exception>
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

        if (value is DateTime { Kind: DateTimeKind.Local })
        {
            throw new InvalidDefinitionException(
                $"{_where} captures '{node.Member.Name}', a DateTime of kind Local, which means something else on every machine; make it UTC.");
        }

        if (IsConstant(value))
        {
            return Expression.Constant(value is Array list ? list.Clone() : value, node.Type);
        }

        return node.Expression is null
            ? node
            : throw new InvalidDefinitionException($"{_where} captures '{node.Member.Name}' of type {node.Type.Written()}; {Allowed}");
    }

    protected override Expression VisitConstant(ConstantExpression node) => IsConstant(node.Value) || node.Value is MemberInfo
        ? node
        : throw new InvalidDefinitionException(
            $"{_where} calls a method of an object of type {node.Type.Written()} that it captures; make the method static, or take what it needs as arguments.");

    /// <summary>Windows are values however they are written: <c>Days(7)</c> is <c>Hours(168)</c>.</summary>
    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        var folded = base.VisitMethodCall(node);
        if (node.Type != typeof(Window) || ParameterFinder.IsIn(folded))
        {
            return folded;
        }

        try
        {
            return Expression.Constant(Expression.Lambda<Func<Window>>(folded).Compile()());
        }
        catch (LarderException wrong)
        {
            throw new InvalidDefinitionException($"{_where}: {wrong.Message}", wrong);
        }
        catch (Exception thrown)
        {
            throw UserCode.Named($"{_where}: the window {node.Method.Name}", thrown);
        }
    }

    /// <summary>An aggregation of the user is a value too: it does not change, and its identity enters the hash.</summary>
    protected override Expression VisitNew(NewExpression node) =>
        node.Type.IsAggregation() && !ParameterFinder.IsIn(node)
            ? Expression.Constant(Expression.Lambda<Func<object>>(Expression.Convert(base.VisitNew(node), typeof(object))).Compile()(), node.Type)
            : base.VisitNew(node);

    private static bool IsConstant(object? value) =>
        value is null or decimal or TimeSpan or Enum or Window or HolidayCalendar || value.GetType().IsPrimitive || ColumnTypes.TryFrom(value.GetType(), out _) || value.GetType().IsAggregation();

    private bool TryEvaluate(Expression? node, out object? value)
    {
        value = null;
        switch (node)
        {
            case ConstantExpression constant:
                value = constant.Value;
                return true;
            case MemberExpression { Expression: null, Member: FieldInfo or PropertyInfo } member:
                value = Read(member.Member, null);
                return true;
            case MemberExpression { Expression: { } inner, Member: { } member } when TryEvaluate(inner, out var target):
                value = Read(member, target ?? throw new InvalidDefinitionException($"{_where} reads '{member.Name}' of a captured null."));
                return true;
            default:
                return false;
        }
    }

    private object? Read(MemberInfo member, object? target)
    {
        try
        {
            return member is FieldInfo field ? field.GetValue(target) : ((PropertyInfo)member).GetValue(target);
        }
        catch (TargetInvocationException thrown)
        {
            throw UserCode.Named($"{_where}: the captured '{member.Name}'", thrown.InnerException!);
        }
    }

    private sealed class ParameterFinder : ExpressionVisitor
    {
        private bool _found;

        public static bool IsIn(Expression expression)
        {
            var finder = new ParameterFinder();
            finder.Visit(expression);
            return finder._found;
        }

        protected override Expression VisitParameter(ParameterExpression node)
        {
            _found = true;
            return node;
        }
    }
}

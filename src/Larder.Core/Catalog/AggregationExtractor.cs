using System.Linq.Expressions;
using Larder.Aggregation;
using Larder.Errors;
using Larder.Expressions;
using Larder.Types;

namespace Larder.Catalog;

/// <summary>Replaces aggregation calls by slots, collecting the aggregations and their inputs.</summary>
internal sealed class AggregationExtractor : ExpressionVisitor
{
    private readonly EventSchema _schema;
    private readonly ParameterExpression _slots;
    private readonly string _where;
    private readonly List<AggregationSpec> _aggregations = [];
    private readonly List<string> _inputTexts = [];
    private readonly List<RowFunction> _inputs = [];
    private readonly List<ColumnType> _inputTypes = [];
    private readonly SortedSet<int> _columns = [];

    public AggregationExtractor(EventSchema schema, ParameterExpression slots, string where)
    {
        _schema = schema;
        _slots = slots;
        _where = where;
    }

    public IReadOnlyList<AggregationSpec> Aggregations => _aggregations;

    public IReadOnlyList<RowFunction> Inputs => _inputs;

    public IReadOnlyList<ColumnType> InputTypes => _inputTypes;

    public IReadOnlyList<int> Columns => [.. _columns];

    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        if (node.Method.DeclaringType is not { IsGenericType: true } type || type.GetGenericTypeDefinition() != typeof(Aggregations<>))
        {
            return base.VisitMethodCall(node);
        }

        if (!Enum.TryParse<AggregationKind>(node.Method.Name, out var kind))
        {
            throw new InvalidDefinitionException($"{_where} ends an aggregation with {node.Method.Name}; continue it, for example .Count(Window.Days(7)).");
        }

        var filter = Filter(node.Object);
        var value = node.Arguments.Count == 2 ? Lambda(node) : null;
        var spec = value is null
            ? new AggregationSpec(kind, -1, filter is null ? -1 : Input(filter), WindowOf(node))
            : new AggregationSpec(kind, Input(filter is null ? value : Where(filter, value)), -1, WindowOf(node));
        return ValueConversion.Unwrap(Expression.ArrayIndex(_slots, Expression.Constant(Slot(spec))), node.Type);
    }

    protected override Expression VisitParameter(ParameterExpression node) => throw new InvalidDefinitionException(
        $"{_where} uses '{node.Name}' other than to call an aggregation; write for example {node.Name}.Count(Window.Days(7)).");

    /// <summary>The conjunction of all conditions before the call.</summary>
    private LambdaExpression? Filter(Expression? chain)
    {
        LambdaExpression? filter = null;
        while (chain is MethodCallExpression where)
        {
            var condition = Lambda(where);
            filter = filter is null ? condition : Combine(condition, filter, Expression.AndAlso);
            chain = where.Object;
        }

        return filter;
    }

    /// <summary>The value where the condition holds, else null, which aggregations skip: the value of an event left out is never computed.</summary>
    private static LambdaExpression Where(LambdaExpression condition, LambdaExpression value) =>
        Combine(condition, value, (left, right) => Expression.Condition(left, right, Expression.Default(right.Type)));

    private static LambdaExpression Combine(LambdaExpression left, LambdaExpression right, Func<Expression, Expression, Expression> combine)
    {
        var body = new MemberRewriter(right.Parameters[0], _ => null, () => left.Parameters[0]).Visit(right.Body);
        return Expression.Lambda(combine(left.Body, body), left.Parameters);
    }

    private LambdaExpression Lambda(MethodCallExpression call) => call.Arguments[0] as LambdaExpression
        ?? throw new InvalidDefinitionException($"{_where} calls {call.Method.Name} with something else than a lambda; write it in place, as in e => e.Amount.");

    private Window WindowOf(MethodCallExpression call) => call.Arguments[^1] is ConstantExpression { Value: Window window }
        ? window
        : throw new InvalidDefinitionException($"{_where} gives {call.Method.Name} a window that is no constant; give it one such as Window.Days(7).");

    private int Input(LambdaExpression lambda)
    {
        var text = Fingerprint.Of(lambda);
        var index = _inputTexts.IndexOf(text);
        if (index >= 0)
        {
            return index;
        }

        var (function, columnType) = RowCompiler.Compile(lambda, _schema, $"{_where}: the input '{AsWritten(lambda.Body)}'");
        _columns.UnionWith(RowCompiler.ColumnsOf(lambda, _schema));
        _inputTexts.Add(text);
        _inputs.Add(function);
        _inputTypes.Add(columnType);
        return _inputs.Count - 1;
    }

    /// <summary>Without the conversions that the compiler adds.</summary>
    private static Expression AsWritten(Expression body) => body is UnaryExpression { NodeType: ExpressionType.Convert } convert ? AsWritten(convert.Operand) : body;

    private int Slot(AggregationSpec spec)
    {
        var index = _aggregations.IndexOf(spec);
        if (index < 0)
        {
            _aggregations.Add(spec);
            index = _aggregations.Count - 1;
        }

        return index;
    }
}

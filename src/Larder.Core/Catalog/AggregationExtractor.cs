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

        var input = node.Arguments.Count == 2 ? Input((LambdaExpression)node.Arguments[0]) : -1;
        var window = (Window)Expression.Lambda(node.Arguments[^1]).Compile().DynamicInvoke()!;
        var slot = Slot(new AggregationSpec(kind, input, Filter(node.Object), window));
        return ValueConversion.Unwrap(Expression.ArrayIndex(_slots, Expression.Constant(slot)), node.Type);
    }

    protected override Expression VisitParameter(ParameterExpression node) => throw new InvalidDefinitionException(
        $"{_where} uses '{node.Name}' other than to call an aggregation; write for example {node.Name}.Count(Window.Days(7)).");

    /// <summary>The conjunction of all conditions before the call, as one bool input.</summary>
    private int Filter(Expression? chain)
    {
        LambdaExpression? filter = null;
        while (chain is MethodCallExpression where)
        {
            var condition = (LambdaExpression)where.Arguments[0];
            filter = filter is null ? condition : And(condition, filter);
            chain = where.Object;
        }

        return filter is null ? -1 : Input(filter);
    }

    private static LambdaExpression And(LambdaExpression left, LambdaExpression right)
    {
        var body = new MemberRewriter(right.Parameters[0], _ => null, () => left.Parameters[0]).Visit(right.Body);
        return Expression.Lambda(Expression.AndAlso(left.Body, body), left.Parameters);
    }

    private int Input(LambdaExpression lambda)
    {
        var text = $"{lambda.ReturnType.Name} {Fingerprint.Of(lambda)}";
        var index = _inputTexts.IndexOf(text);
        if (index >= 0)
        {
            return index;
        }

        var (function, columnType) = RowCompiler.Compile(lambda, _schema, _where);
        _columns.UnionWith(RowCompiler.ColumnsOf(lambda, _schema));
        _inputTexts.Add(text);
        _inputs.Add(function);
        _inputTypes.Add(columnType);
        return _inputs.Count - 1;
    }

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

using System.Linq.Expressions;
using Larder.Aggregation;
using Larder.Catalog.Lineage;
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
    private readonly List<string> _keys = [];
    private readonly List<IReadOnlyList<ColumnUse>> _slotUses = [];
    private readonly List<SlotMeaning> _slotMeanings = [];
    private readonly List<string> _inputTexts = [];
    private readonly List<RowFunction> _inputs = [];
    private readonly List<ColumnFunction> _inputFills = [];
    private readonly List<int> _inputColumns = [];
    private readonly List<ColumnType> _inputTypes = [];
    private readonly List<IReadOnlySet<string>> _inputReads = [];
    private readonly SortedSet<int> _columns = [];

    public AggregationExtractor(EventSchema schema, ParameterExpression slots, string where)
    {
        _schema = schema;
        _slots = slots;
        _where = where;
    }

    public IReadOnlyList<AggregationSpec> Aggregations => _aggregations;

    /// <summary>One per aggregation: the columns that its input, condition and buckets are made of.</summary>
    public IReadOnlyList<IReadOnlyList<ColumnUse>> SlotUses => _slotUses;

    /// <summary>One per aggregation: what it says, to compare it with others.</summary>
    public IReadOnlyList<SlotMeaning> SlotMeanings => _slotMeanings;

    public IReadOnlyList<RowFunction> Inputs => _inputs;

    /// <summary>The column forms of <see cref="Inputs"/>.</summary>
    public IReadOnlyList<ColumnFunction> InputFills => _inputFills;

    /// <summary>One per input: the column it copies; -1 where it is computed.</summary>
    public IReadOnlyList<int> InputColumns => _inputColumns;

    public IReadOnlyList<ColumnType> InputTypes => _inputTypes;

    /// <summary>One per input: the properties of an event that it reads.</summary>
    public IReadOnlyList<IReadOnlySet<string>> InputReads => _inputReads;

    public IReadOnlyList<int> Columns => [.. _columns];

    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        if (!IsOn(node, typeof(Aggregations<>)) && !IsOn(node, typeof(BucketedAggregations<>)))
        {
            return base.VisitMethodCall(node);
        }

        if (!Enum.TryParse<AggregationKind>(node.Method.Name, out var kind))
        {
            throw new InvalidDefinitionException($"{_where} ends an aggregation with {node.Method.Name}; continue it, for example .Count(Window.Days(7)).");
        }

        var arguments = new AggregationArguments(node, _where);
        var chain = node.Object;
        var bucket = -1;
        var uses = new List<ColumnUse>();
        if (chain is MethodCallExpression { Method.Name: nameof(Aggregations<object>.By) } call)
        {
            var by = new AggregationArguments(call, _where).Lambda;
            bucket = Input(by);
            uses.AddRange(ColumnUses.Of(by, _schema, Transformation.GroupBy));
            chain = call.Object;
        }

        var filter = Filter(chain);
        uses.AddRange(ColumnUses.Of(filter, _schema, Transformation.Filter));
        uses.AddRange(arguments.HasLambda ? ColumnUses.Of(arguments.Lambda, _schema, Transformation.Aggregation) : []);
        var (input, filterInput) = arguments.HasLambda
            ? (Input(filter is null ? arguments.Lambda : Where(filter, arguments.Lambda)), -1)
            : (-1, filter is null ? -1 : Input(filter));
        var spec = arguments.Complete(new AggregationSpec(kind, input, filterInput, arguments.Window) { Bucket = bucket });
        return ValueConversion.Unwrap(Expression.ArrayIndex(_slots, Expression.Constant(Slot(spec, uses, Meaning(spec, filter, arguments)))), node.Type);
    }

    protected override Expression VisitParameter(ParameterExpression node) => throw new InvalidDefinitionException(
        $"{_where} uses '{node.Name}' other than to call an aggregation; write for example {node.Name}.Count(Window.Days(7)).");

    private static bool IsOn(MethodCallExpression node, Type definition) =>
        node.Method.DeclaringType is { IsGenericType: true } type && type.GetGenericTypeDefinition() == definition;

    /// <summary>The conjunction of all conditions before the call.</summary>
    private LambdaExpression? Filter(Expression? chain)
    {
        LambdaExpression? filter = null;
        while (chain is MethodCallExpression where)
        {
            var condition = new AggregationArguments(where, _where).Lambda;
            filter = filter is null ? condition : Combine(condition, filter, Expression.AndAlso);
            chain = where.Object;
        }

        return filter;
    }

    /// <summary>The value where the condition holds, else null, which aggregations skip: the value of an event left out is never computed.</summary>
    private static LambdaExpression Where(LambdaExpression condition, LambdaExpression value) => Combine(condition, value, (left, right) =>
    {
        var type = right.Type.IsValueType && Nullable.GetUnderlyingType(right.Type) is null ? typeof(Nullable<>).MakeGenericType(right.Type) : right.Type;
        return Expression.Condition(left, type == right.Type ? right : Expression.Convert(right, type), Expression.Default(type));
    });

    private static LambdaExpression Combine(LambdaExpression left, LambdaExpression right, Func<Expression, Expression, Expression> combine)
    {
        var body = new MemberRewriter(right.Parameters[0], _ => null, () => left.Parameters[0]).Visit(right.Body);
        return Expression.Lambda(combine(left.Body, body), left.Parameters);
    }

    private int Input(LambdaExpression lambda)
    {
        var text = Fingerprint.Of(lambda);
        var index = _inputTexts.IndexOf(text);
        if (index >= 0)
        {
            return index;
        }

        var what = $"{_where}: the input '{AsWritten(lambda.Body)}'";
        var (function, columnType) = RowCompiler.Compile(lambda, _schema, what);
        _columns.UnionWith(RowCompiler.ColumnsOf(lambda, _schema));
        _inputTexts.Add(text);
        _inputs.Add(function);
        _inputFills.Add(ColumnCompiler.Compile(lambda, _schema, what));
        _inputColumns.Add(ColumnSelector.IndexOf(_schema, lambda) is { } column && Copies(_schema.Columns[column], lambda.ReturnType, columnType) ? column : -1);
        _inputTypes.Add(columnType);
        _inputReads.Add(EventProperties.Of(lambda));
        return _inputs.Count - 1;
    }

    /// <summary>Whether a lambda that names a column is its values as they are: a conversion to a type without null throws where there is none.</summary>
    private static bool Copies(EventColumn column, Type result, ColumnType type) =>
        column.Type == type && (!column.IsNullable || !result.IsValueType || Nullable.GetUnderlyingType(result) is not null);

    /// <summary>Without the conversions that the compiler adds.</summary>
    private static Expression AsWritten(Expression body) => body is UnaryExpression { NodeType: ExpressionType.Convert } convert ? AsWritten(convert.Operand) : body;

    private SlotMeaning Meaning(AggregationSpec spec, LambdaExpression? filter, AggregationArguments arguments) => new(
        (spec with { Input = -1, Filter = -1, Bucket = -1 }).FoldKey,
        arguments.HasLambda ? Fingerprint.Of(Expression.Lambda(AsWritten(arguments.Lambda.Body), arguments.Lambda.Parameters)) : string.Empty,
        spec.Bucket < 0 ? string.Empty : _inputTexts[spec.Bucket],
        SourceParts.FilterTermsOf(filter),
        spec.Window.ToString());

    /// <summary>Equal aggregations share a slot.</summary>
    private int Slot(AggregationSpec spec, IReadOnlyList<ColumnUse> uses, SlotMeaning meaning)
    {
        var key = $"{spec.FoldKey} {spec.Window}";
        var index = _keys.IndexOf(key);
        if (index < 0)
        {
            _keys.Add(key);
            _aggregations.Add(spec);
            _slotUses.Add(uses);
            _slotMeanings.Add(meaning);
            index = _aggregations.Count - 1;
        }

        return index;
    }
}

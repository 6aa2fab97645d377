using System.Linq.Expressions;
using Larder.Types;

namespace Larder.Expressions;

/// <summary>
/// Compiles a lambda over an event type to a loop over rows: the columns that it reads and the one that it fills are typed once, before the
/// loop; inside are the lambda's own operations and nothing else.
/// </summary>
internal static class ColumnCompiler
{
    /// <summary>The column form of a lambda that <see cref="RowCompiler.Compile"/> has accepted. It is compiled when first used: serving never does.</summary>
    public static ColumnFunction Compile(LambdaExpression lambda, EventSchema schema, string where)
    {
        ColumnTypes.TryFrom(lambda.ReturnType, out var type);
        return new ColumnFunction(type, where, () => CompileLoop(lambda, schema, type));
    }

    /// <summary>A time as it is stored: UTC, whole microseconds.</summary>
    internal static DateTime Stored(DateTime time) => Instant.From(time).ToDateTime();

    private static ColumnFunction.Loop CompileLoop(LambdaExpression lambda, EventSchema schema, ColumnType type)
    {
        var batch = Expression.Parameter(typeof(EventBatch), "batch");
        var rows = Expression.Parameter(typeof(int[]), "rows");
        var count = Expression.Parameter(typeof(int), "count");
        var target = Expression.Parameter(typeof(Column), "target");
        var first = Expression.Parameter(typeof(int), "first");
        var row = Expression.Variable(typeof(int), "row");
        var i = Expression.Variable(typeof(int), "i");

        var reads = new SortedDictionary<int, ParameterExpression>();
        ParameterExpression ColumnOf(int index)
        {
            if (!reads.TryGetValue(index, out var column))
            {
                column = Expression.Variable(typeof(Column<>).MakeGenericType(schema.Columns[index].Type.ClrType()), schema.Columns[index].Name);
                reads.Add(index, column);
            }

            return column;
        }

        var body = EventReads.Rewrite(lambda, schema, row, ColumnOf);
        var filled = Expression.Variable(typeof(Column<>).MakeGenericType(type.ClrType()), "filled");
        var values = Expression.Variable(type.ClrType().MakeArrayType(), "values");
        var nulls = Expression.Variable(typeof(bool[]), "nulls");
        var done = Expression.Label("done");
        var loop = Expression.Loop(
            Expression.Block(
                Expression.IfThen(Expression.GreaterThanOrEqual(i, count), Expression.Break(done)),
                Expression.Assign(row, Expression.ArrayIndex(rows, i)),
                Put(body, values, nulls, Expression.Add(first, i)),
                Expression.PreIncrementAssign(i)),
            done);
        var begin = reads.Select(read => (Expression)Expression.Assign(read.Value, EventReads.Column(batch, schema, read.Key))).Concat(
        [
            Expression.Assign(filled, Expression.Convert(target, filled.Type)),
            Expression.Assign(values, Expression.Property(filled, "Values")),
            Expression.Assign(nulls, Expression.Property(filled, nameof(Column.Nulls))),
            Expression.Assign(i, Expression.Constant(0)),
        ]);
        var block = Expression.Block([row, i, filled, values, nulls, .. reads.Values], [.. begin, loop]);
        return Expression.Lambda<ColumnFunction.Loop>(block, batch, rows, count, target, first).Compile();
    }

    /// <summary>Writes one value; a null leaves the type's default.</summary>
    internal static BlockExpression Put(Expression body, Expression values, Expression nulls, Expression place)
    {
        var value = Expression.Variable(body.Type, "value");
        var at = Expression.Variable(typeof(int), "at");
        var isNullable = Nullable.GetUnderlyingType(body.Type) is not null;
        Expression isNull = isNullable ? Expression.Not(Expression.Property(value, "HasValue"))
            : body.Type.IsValueType ? Expression.Constant(false)
            : Expression.ReferenceEqual(value, Expression.Constant(null, body.Type));
        Expression plain = isNullable ? Expression.Call(value, nameof(Nullable<int>.GetValueOrDefault), null) : value;
        if (plain.Type == typeof(DateTime))
        {
            var stored = Expression.Call(typeof(ColumnCompiler), nameof(Stored), null, plain);
            plain = isNullable ? Expression.Condition(isNull, plain, stored) : stored;
        }

        return Expression.Block(
            [value, at],
            Expression.Assign(value, ValueConversion.Canonical(body)),
            Expression.Assign(at, place),
            Expression.Assign(Expression.ArrayAccess(values, at), plain),
            Expression.Assign(Expression.ArrayAccess(nulls, at), isNull));
    }
}

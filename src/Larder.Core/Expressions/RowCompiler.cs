using System.Linq.Expressions;
using Larder.Errors;
using Larder.Types;

namespace Larder.Expressions;

/// <summary>
/// Compiles a lambda over an event type to a function of a batch's row. A property access becomes a read of its column, so no event
/// object is made; only where the lambda uses the event as a whole is one constructed.
/// </summary>
internal static class RowCompiler
{
    /// <summary>Compiles a lambda whose result is a supported value.</summary>
    /// <param name="lambda">The lambda.</param>
    /// <param name="schema">The event type.</param>
    /// <param name="where">What is defined; begins the messages of the exceptions here and of the <see cref="UserCodeException"/> that the function throws.</param>
    /// <exception cref="InvalidDefinitionException">The result has no column type, or the lambda is not deterministic.</exception>
    public static (RowFunction Function, ColumnType Type) Compile(LambdaExpression lambda, EventSchema schema, string where)
    {
        if (!ColumnTypes.TryFrom(lambda.ReturnType, out var type))
        {
            throw new InvalidDefinitionException(
                $"{where} returns {lambda.ReturnType.Written()}; a value must be {ColumnTypes.Known}.");
        }

        var (body, batch, row) = Rewrite(lambda, schema, where);
        return (Expression.Lambda<RowFunction>(UserCode.Guard(ValueConversion.Wrap(body), where), batch, row).Compile(), type);
    }

    /// <inheritdoc cref="Compile"/>
    /// <summary>Compiles a condition.</summary>
    public static RowPredicate CompilePredicate(LambdaExpression lambda, EventSchema schema, string where)
    {
        var (body, batch, row) = Rewrite(lambda, schema, where);
        return Expression.Lambda<RowPredicate>(UserCode.Guard(body, where), batch, row).Compile();
    }

    /// <summary>Compiles the making of an event from a row.</summary>
    public static Func<EventBatch, int, T> CompileRow<T>(EventSchema schema, string where)
    {
        Expression<Func<T, T>> whole = row => row;
        var (body, batch, row) = Rewrite(whole, schema, where);
        return Expression.Lambda<Func<EventBatch, int, T>>(UserCode.Guard(body, where), batch, row).Compile();
    }

    /// <summary>The columns a lambda reads: those it names, or all where it uses the event whole.</summary>
    public static IEnumerable<int> ColumnsOf(LambdaExpression lambda, EventSchema schema)
    {
        var columns = new SortedSet<int>();
        var rewriter = new MemberRewriter(
            lambda.Parameters[0],
            property =>
            {
                if (!schema.TryIndexOf(property.Name, out var index))
                {
                    return null;
                }

                columns.Add(index);
                return Expression.Default(property.PropertyType);
            },
            () =>
            {
                columns.UnionWith(Enumerable.Range(0, schema.Columns.Count));
                return lambda.Parameters[0];
            });
        rewriter.Visit(lambda.Body);
        return columns;
    }

    private static (Expression Body, ParameterExpression Batch, ParameterExpression Row) Rewrite(
        LambdaExpression lambda, EventSchema schema, string where)
    {
        Determinism.Check(lambda, where);
        var batch = Expression.Parameter(typeof(EventBatch), "batch");
        var row = Expression.Parameter(typeof(int), "row");
        return (EventReads.Rewrite(lambda, schema, row, index => EventReads.Column(batch, schema, index)), batch, row);
    }
}

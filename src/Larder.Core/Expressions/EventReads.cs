using System.Linq.Expressions;
using System.Reflection;
using Larder.Errors;
using Larder.Types;

namespace Larder.Expressions;

/// <summary>
/// Turns what a lambda does with an event into reads of columns, for the row form and the column form alike: a property becomes a read of
/// its column, and only where the lambda uses the event as a whole is one constructed.
/// </summary>
internal static class EventReads
{
    /// <summary>A lambda's body over a row.</summary>
    /// <param name="lambda">The lambda.</param>
    /// <param name="schema">The event type.</param>
    /// <param name="row">The row's number.</param>
    /// <param name="column">The expression of a column's <see cref="Column{T}"/>.</param>
    public static Expression Rewrite(LambdaExpression lambda, EventSchema schema, ParameterExpression row, Func<int, Expression> column)
    {
        Expression ReadOf(int index, Type type) => Read(column(index), row, schema.Columns[index].Type.ClrType(), type);
        var rewriter = new MemberRewriter(
            lambda.Parameters[0],
            property => schema.TryIndexOf(property.Name, out var index) ? ReadOf(index, property.PropertyType) : null,
            () => Construct(schema, ReadOf));
        return ConstantArrays.Share(rewriter.Visit(lambda.Body));
    }

    /// <summary>A column of a batch.</summary>
    public static Expression Column(Expression batch, EventSchema schema, int index) => Expression.Convert(
        Expression.Property(Expression.Property(batch, nameof(EventBatch.Columns)), "Item", Expression.Constant(index)),
        typeof(Column<>).MakeGenericType(schema.Columns[index].Type.ClrType()));

    /// <summary>A row of a column as a type: null becomes the type's null.</summary>
    internal static Expression Read(Expression column, Expression row, Type clr, Type type)
    {
        Expression value = Expression.ArrayIndex(Expression.Property(column, "Values"), row);
        if (type == clr)
        {
            return value;
        }

        var isNull = Expression.ArrayIndex(Expression.Property(column, nameof(Types.Column.Nulls)), row);
        return Expression.Condition(isNull, Expression.Default(type), Expression.Convert(value, type));
    }

    private static Expression Construct(EventSchema schema, Func<int, Type, Expression> read)
    {
        Expression Value(PropertyInfo property) =>
            schema.TryIndexOf(property.Name, out var index) ? read(index, property.PropertyType) : Expression.Default(property.PropertyType);

        PropertyInfo Property(string name) =>
            schema.Type.GetProperty(name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)
            ?? throw new InvalidDefinitionException($"{schema.Type.Name} has a constructor parameter '{name}' without a property of that name.");

        return ObjectConstruction.Build(schema.Type, schema.Constructor, schema.Columns.Select(c => Property(c.Property)), Property, Value);
    }
}

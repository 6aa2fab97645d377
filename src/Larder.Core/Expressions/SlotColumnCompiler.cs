using System.Linq.Expressions;
using Larder.Types;

namespace Larder.Expressions;

/// <summary>Compiles an expression over slots to a loop over rows of their columns, which are typed once, before the loop.</summary>
internal static class SlotColumnCompiler
{
    /// <summary>The column form of what <see cref="SlotCompiler.Compile"/> compiles for one row. It is compiled when first used: serving never does.</summary>
    /// <param name="value">The expression as the user wrote it.</param>
    /// <param name="type">The type of the feature's property.</param>
    /// <param name="reads">Where its parameters' properties lie.</param>
    /// <param name="types">The types of the slots' columns.</param>
    /// <param name="slots">The slots that it reads.</param>
    /// <param name="where">What is evaluated, for the messages of errors.</param>
    public static SlotColumnFunction Compile(Expression value, Type type, SlotReads reads, IReadOnlyList<ColumnType> types, IReadOnlyList<int> slots, string where)
    {
        ColumnTypes.TryFrom(type, out var result);
        return new SlotColumnFunction(result, slots, where, () => CompileLoop(value, type, reads, types, result));
    }

    private static SlotColumnFunction.Loop CompileLoop(Expression value, Type type, SlotReads reads, IReadOnlyList<ColumnType> types, ColumnType result)
    {
        var slots = Expression.Parameter(typeof(Column[]), "slots");
        var invalid = Expression.Parameter(typeof(bool[]), "invalid");
        var count = Expression.Parameter(typeof(int), "count");
        var target = Expression.Parameter(typeof(Column), "target");
        var row = Expression.Variable(typeof(int), "row");
        var columns = new SortedDictionary<int, ParameterExpression>();

        Expression Read(int slot, Type wanted)
        {
            if (!columns.TryGetValue(slot, out var column))
            {
                columns.Add(slot, column = Expression.Variable(typeof(Column<>).MakeGenericType(types[slot].ClrType()), $"slot{slot}"));
            }

            return EventReads.Read(column, row, types[slot].ClrType(), wanted);
        }

        var read = reads.Rewrite(value, Read);
        var typed = ConstantArrays.Share(read.Type == type ? read : Expression.Convert(read, type));
        var filled = Expression.Variable(typeof(Column<>).MakeGenericType(result.ClrType()), "filled");
        var values = Expression.Variable(result.ClrType().MakeArrayType(), "values");
        var nulls = Expression.Variable(typeof(bool[]), "nulls");
        var done = Expression.Label("done");
        var put = Expression.IfThen(Expression.Not(Expression.ArrayIndex(invalid, row)), ColumnCompiler.Put(typed, values, nulls, row));
        var loop = Expression.Loop(
            Expression.Block(Expression.IfThen(Expression.GreaterThanOrEqual(row, count), Expression.Break(done)), put, Expression.PreIncrementAssign(row)), done);
        var begin = columns.Select(c => (Expression)Expression.Assign(c.Value, Expression.Convert(Expression.ArrayIndex(slots, Expression.Constant(c.Key)), c.Value.Type))).Concat(
        [
            Expression.Assign(filled, Expression.Convert(target, filled.Type)),
            Expression.Assign(values, Expression.Property(filled, "Values")),
            Expression.Assign(nulls, Expression.Property(filled, nameof(Column.Nulls))),
            Expression.Assign(row, Expression.Constant(0)),
        ]);
        var block = Expression.Block([row, filled, values, nulls, .. columns.Values], [.. begin, loop]);
        return Expression.Lambda<SlotColumnFunction.Loop>(block, slots, invalid, count, target).Compile();
    }
}

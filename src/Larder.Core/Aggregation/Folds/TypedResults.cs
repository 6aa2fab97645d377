using System.Runtime.CompilerServices;
using Larder.Aggregation.Algebra;
using Larder.Types;

namespace Larder.Aggregation.Folds;

/// <summary>Rows of a column that receive an aggregation's results as they are, without a <see cref="FeatureValue"/> for each; the type tests vanish when compiled for a type.</summary>
/// <typeparam name="TResult">What the aggregation's algebra gives.</typeparam>
internal readonly ref struct TypedResults<TResult>
{
    private readonly Span<double> _doubles;
    private readonly Span<long> _integers;
    private readonly Span<bool> _nulls;

    /// <param name="column">A column of <see cref="Fits"/> whose rows were not set yet.</param>
    /// <param name="first">The row of the first result.</param>
    /// <param name="count">How many results.</param>
    public TypedResults(Column column, int first, int count)
    {
        _nulls = column.Nulls.AsSpan(first, count);
        if (typeof(TResult) == typeof(long))
        {
            _integers = ((Column<long>)column).Values.AsSpan(first, count);
        }
        else
        {
            _doubles = ((Column<double>)column).Values.AsSpan(first, count);
        }
    }

    /// <summary>Whether a column of a type can receive the results.</summary>
    public static bool Fits(ColumnType type) => typeof(TResult) == typeof(long)
        ? type == ColumnType.Int64
        : type == ColumnType.Float64 && (typeof(TResult) == typeof(double) || typeof(TResult) == typeof(double?));

    /// <summary>Sets a result, a NaN being the one that computed values have.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int index, TResult result)
    {
        if (typeof(TResult) == typeof(long))
        {
            _integers[index] = Unsafe.As<TResult, long>(ref result);
        }
        else if (typeof(TResult) == typeof(double))
        {
            _doubles[index] = StateCodec.OneNaN(Unsafe.As<TResult, double>(ref result));
        }
        else if (Unsafe.As<TResult, double?>(ref result) is { } given)
        {
            _doubles[index] = StateCodec.OneNaN(given);
        }
        else
        {
            _nulls[index] = true;
        }
    }
}

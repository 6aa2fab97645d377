using Larder.DuckDb.Interop;

namespace Larder.DuckDb;

/// <summary>The rows a function returns, column by column. Valid until it returns.</summary>
public readonly ref struct DuckDbFunctionRows
{
    private readonly WriteScope _scope;
    private readonly VectorPointer _struct;
    private readonly IReadOnlyList<DuckDbColumn> _columns;

    internal DuckDbFunctionRows(WriteScope scope, VectorPointer vector, IReadOnlyList<DuckDbColumn> columns)
    {
        _scope = scope;
        _struct = vector;
        _columns = columns;
    }

    /// <summary>A column to write to; its rows hold arbitrary values.</summary>
    /// <param name="column">Number of the column, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    public DuckDbWriteVector this[int column]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(column);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, _columns.Count);

            return new DuckDbWriteVector(_scope, NativeMethods.StructVectorGetChild(_struct, (ulong)column), _columns[column]);
        }
    }
}

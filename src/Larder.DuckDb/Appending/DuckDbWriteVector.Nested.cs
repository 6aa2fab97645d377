using Larder.DuckDb.Interop;

namespace Larder.DuckDb;

public readonly unsafe ref partial struct DuckDbWriteVector
{
    /// <summary>Makes a row of a LIST column a list of so many elements, and returns these to be set. A list is set once and filled before the next is begun.</summary>
    /// <param name="row">Row, from 0.</param>
    /// <param name="length">Number of elements, 0 for an empty list.</param>
    /// <returns>The elements, which hold arbitrary values until they are set.</returns>
    /// <exception cref="InvalidOperationException">The column is not a LIST.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row, or the length is negative.</exception>
    /// <exception cref="ObjectDisposedException">The chunk has been appended or its appender is disposed.</exception>
    public DuckDbWriteVector SetList(int row, int length)
    {
        Check(row);

        if (Type.Kind is not DuckDbTypeKind.List)
        {
            throw WrongLayout($"{nameof(SetList)}(row, length)");
        }

        var first = Grow(row, length);

        return new DuckDbWriteVector(_scope, NativeMethods.ListVectorGetChild(_vector), new DuckDbColumn(_column.Name, Type.Element!), first, length);
    }

    /// <summary>Makes a row of a MAP column a map of so many entries, and returns their keys and values to be set. Keys must differ and not be NULL.</summary>
    /// <param name="row">Row, from 0.</param>
    /// <param name="length">Number of entries, 0 for an empty map.</param>
    /// <param name="keys">The keys, which hold arbitrary values until they are set.</param>
    /// <param name="values">The values, which hold arbitrary values until they are set.</param>
    /// <exception cref="InvalidOperationException">The column is not a MAP.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row, or the length is negative.</exception>
    /// <exception cref="ObjectDisposedException">The chunk has been appended or its appender is disposed.</exception>
    public void SetMap(int row, int length, out DuckDbWriteVector keys, out DuckDbWriteVector values)
    {
        Check(row);

        if (Type.Kind is not DuckDbTypeKind.Map)
        {
            throw WrongLayout($"{nameof(SetMap)}(row, length, out keys, out values)");
        }

        var first = Grow(row, length);
        var entries = NativeMethods.ListVectorGetChild(_vector);
        keys = new DuckDbWriteVector(_scope, NativeMethods.StructVectorGetChild(entries, 0), new DuckDbColumn(_column.Name, Type.Fields[0].Type), first, length);
        values = new DuckDbWriteVector(_scope, NativeMethods.StructVectorGetChild(entries, 1), new DuckDbColumn(_column.Name, Type.Fields[1].Type), first, length);
    }

    /// <summary>Makes the elements from the first on lists of so many elements each, and returns the elements of all of them, one list after the other, to be set. For the values of a MAP that are lists.</summary>
    /// <param name="lengths">The number of elements of each list; 0 for an empty one.</param>
    /// <returns>The elements, which hold arbitrary values until they are set.</returns>
    /// <exception cref="InvalidOperationException">The elements are no LIST.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many elements, or a length is negative.</exception>
    /// <exception cref="ObjectDisposedException">The chunk has been appended or its appender is disposed.</exception>
    public DuckDbWriteVector SetLists(scoped ReadOnlySpan<int> lengths)
    {
        if (Type.Kind is not DuckDbTypeKind.List)
        {
            throw WrongLayout($"{nameof(SetLists)}(lengths)");
        }

        var total = 0;
        for (var row = 0; row < lengths.Length; row++)
        {
            Check(row);
            ArgumentOutOfRangeException.ThrowIfNegative(lengths[row], nameof(lengths));
            total = checked(total + lengths[row]);
        }

        var first = Reserve(total);
        var next = (ulong)first;
        for (var row = 0; row < lengths.Length; row++)
        {
            ((DuckDbListEntry*)_data)[row] = new DuckDbListEntry(next, (ulong)lengths[row]);
            next += (ulong)lengths[row];
        }

        return new DuckDbWriteVector(_scope, NativeMethods.ListVectorGetChild(_vector), new DuckDbColumn(_column.Name, Type.Element!), first, total);
    }

    /// <summary>Empties a vector of lists whose memory held others before.</summary>
    internal static void Clear(VectorPointer vector, DuckDbType type)
    {
        if (type.Physical is PhysicalKind.List)
        {
            NativeMethods.ListVectorSetSize(vector, 0);
            if (type.Kind is DuckDbTypeKind.Map)
            {
                Clear(NativeMethods.StructVectorGetChild(NativeMethods.ListVectorGetChild(vector), 1), type.Fields[1].Type);
            }
        }
    }

    private int Grow(int row, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);

        var first = Reserve(length);
        ((DuckDbListEntry*)_data)[row] = new DuckDbListEntry((ulong)first, (ulong)length);

        return first;
    }

    /// <summary>Makes room for elements behind those there are; where they begin.</summary>
    private int Reserve(int length)
    {
        var first = NativeMethods.ListVectorGetSize(_vector);
        var size = first + (ulong)length;

        if (size > int.MaxValue || NativeMethods.ListVectorReserve(_vector, size) is not NativeState.Success || NativeMethods.ListVectorSetSize(_vector, size) is not NativeState.Success)
        {
            throw new InvalidOperationException(
                $"The lists of one chunk of column {Identifiers.Quote(_column.Name)} do not fit into memory; append the chunk more often.");
        }

        _scope.Growth++;

        return (int)first;
    }
}

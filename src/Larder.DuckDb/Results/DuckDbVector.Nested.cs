using Larder.DuckDb.Interop;

namespace Larder.DuckDb;

public readonly unsafe ref partial struct DuckDbVector
{
    /// <summary>
    /// The values of all rows of a LIST, one after the other; <see cref="ListEntry(int)"/> says which are whose. Those of a MAP are its
    /// entries, a STRUCT with the fields "key" and "value".
    /// </summary>
    /// <exception cref="InvalidOperationException">The column is neither LIST nor MAP.</exception>
    /// <exception cref="ObjectDisposedException">The chunk is no longer valid.</exception>
    public DuckDbVector Child
    {
        get
        {
            CheckChunk();

            return Type.Physical is PhysicalKind.List
                ? new DuckDbVector(
                    _chunk,
                    NativeMethods.ListVectorGetChild(_vector),
                    _column,
                    Type.Element ?? DuckDbType.Struct(Type.Fields),
                    checked((int)NativeMethods.ListVectorGetSize(_vector)))
                : throw WrongLayout(nameof(Child));
        }
    }

    /// <summary>Where the values of a LIST or MAP row lie in <see cref="Child"/>; an empty range for NULL.</summary>
    /// <inheritdoc cref="IsValid(int)"/>
    /// <exception cref="InvalidOperationException">The column is neither LIST nor MAP.</exception>
    public (int Offset, int Length) ListEntry(int row)
    {
        Check(row);

        if (Type.Physical is not PhysicalKind.List)
        {
            throw WrongLayout($"{nameof(ListEntry)}(row)");
        }

        if (!IsValidUnchecked(row))
        {
            return (0, 0);
        }

        var entry = ((DuckDbListEntry*)_data)[row];

        return checked(((int)entry.Offset, (int)entry.Length));
    }

    /// <summary>The values of a STRUCT field, row by row. Where the STRUCT is NULL, so is the field.</summary>
    /// <param name="index">Number of the field, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such field.</exception>
    /// <exception cref="InvalidOperationException">The column is not a STRUCT.</exception>
    /// <exception cref="ObjectDisposedException">The chunk is no longer valid.</exception>
    public DuckDbVector Field(int index)
    {
        CheckChunk();

        if (Type.Kind is not DuckDbTypeKind.Struct)
        {
            throw WrongLayout($"{nameof(Field)}(index)");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Type.Fields.Count);

        return new DuckDbVector(
            _chunk, NativeMethods.StructVectorGetChild(_vector, (ulong)index), _column, Type.Fields[index].Type, RowCount);
    }

    /// <summary>The values of the STRUCT field with a name, which is compared ignoring case as DuckDB does.</summary>
    /// <param name="name">Name of the field.</param>
    /// <exception cref="ArgumentException">There is no such field.</exception>
    /// <exception cref="InvalidOperationException">The column is not a STRUCT.</exception>
    /// <exception cref="ObjectDisposedException">The chunk is no longer valid.</exception>
    public DuckDbVector Field(string name)
    {
        for (var i = 0; i < Type.Fields.Count; i++)
        {
            if (string.Equals(Type.Fields[i].Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return Field(i);
            }
        }

        CheckChunk();

        throw Type.Kind is DuckDbTypeKind.Struct
            ? new ArgumentException(
                $"Column {Identifiers.Quote(_column)} has no field {Identifiers.Quote(name)}; it is of type {Type}.", nameof(name))
            : WrongLayout($"{nameof(Field)}(name)");
    }
}

using Larder.DuckDb;
using Larder.Types;
using System.Runtime.CompilerServices;

namespace Larder.Engine;

/// <summary>Writes columns to vectors, whole stretches at once.</summary>
internal static class ColumnWriter
{
    /// <summary>Writes <paramref name="count"/> rows of a column, from <paramref name="first"/> on, to the start of a vector of its SQL type.</summary>
    [MethodImpl(HotLoop.AtOnce)]
    public static void Write(DuckDbWriteVector vector, Column column, int first, int count)
    {
        switch (column)
        {
            case Column<double> c: c.Values.AsSpan(first, count).CopyTo(vector.Values<double>()); break;
            case Column<float> c: c.Values.AsSpan(first, count).CopyTo(vector.Values<float>()); break;
            case Column<long> c: c.Values.AsSpan(first, count).CopyTo(vector.Values<long>()); break;
            case Column<int> c: c.Values.AsSpan(first, count).CopyTo(vector.Values<int>()); break;
            case Column<bool> c: c.Values.AsSpan(first, count).CopyTo(vector.Values<bool>()); break;
            default:
                for (var row = 0; row < count; row++)
                {
                    SqlTypes.Write(vector, row, column.Value(first + row));
                }

                return;
        }

        for (var row = 0; row < count; row++)
        {
            if (column.Nulls[first + row])
            {
                vector.SetNull(row);
            }
        }
    }

    /// <summary>Writes rows of a column, in the order given, to the start of a vector of its SQL type; -1 gives null.</summary>
    [MethodImpl(HotLoop.AtOnce)]
    public static void Write(DuckDbWriteVector vector, Column column, ReadOnlySpan<int> rows)
    {
        switch (column)
        {
            case Column<double> c: Gather(c.Values, rows, vector.Values<double>()); break;
            case Column<float> c: Gather(c.Values, rows, vector.Values<float>()); break;
            case Column<long> c: Gather(c.Values, rows, vector.Values<long>()); break;
            case Column<int> c: Gather(c.Values, rows, vector.Values<int>()); break;
            case Column<bool> c: Gather(c.Values, rows, vector.Values<bool>()); break;
            default:
                for (var i = 0; i < rows.Length; i++)
                {
                    SqlTypes.Write(vector, i, rows[i] < 0 ? FeatureValue.Null : column.Value(rows[i]));
                }

                return;
        }

        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i] < 0 || column.Nulls[rows[i]])
            {
                vector.SetNull(i);
            }
        }
    }

    [MethodImpl(HotLoop.AtOnce)]
    private static void Gather<T>(T[] values, ReadOnlySpan<int> rows, Span<T> target)
        where T : unmanaged
    {
        for (var i = 0; i < rows.Length; i++)
        {
            target[i] = rows[i] < 0 ? default : values[rows[i]];
        }
    }
}

using Larder.DuckDb;
using Larder.Types;

namespace Larder.Engine;

/// <summary>Copies stretches of columns into vectors, deciding by type once per stretch.</summary>
internal static class ColumnWriter
{
    /// <summary>Writes <paramref name="count"/> rows of a column, from <paramref name="first"/> on, to the start of a vector of its SQL type.</summary>
    public static void Write(DuckDbWriteVector vector, Column column, int first, int count)
    {
        switch (column)
        {
            case Column<double> c: c.Values.AsSpan(first, count).CopyTo(vector.Values<double>()); break;
            case Column<float> c: c.Values.AsSpan(first, count).CopyTo(vector.Values<float>()); break;
            case Column<long> c: c.Values.AsSpan(first, count).CopyTo(vector.Values<long>()); break;
            case Column<int> c: c.Values.AsSpan(first, count).CopyTo(vector.Values<int>()); break;
            case Column<bool> c: c.Values.AsSpan(first, count).CopyTo(vector.Values<bool>()); break;
            default: WriteOneByOne(vector, column, first, count); return;
        }

        for (var row = 0; row < count; row++)
        {
            if (column.Nulls[first + row])
            {
                vector.SetNull(row);
            }
        }
    }

    private static void WriteOneByOne(DuckDbWriteVector vector, Column column, int first, int count)
    {
        for (var row = 0; row < count; row++)
        {
            SqlTypes.Write(vector, row, column.Value(first + row));
        }
    }
}

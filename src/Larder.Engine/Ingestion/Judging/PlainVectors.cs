using System.Runtime.CompilerServices;
using Larder.DuckDb;
using Larder.Engine;
using Larder.Types;

namespace Larder.Ingestion;

/// <summary>Numbers and truths copied whole between vectors of the engine and columns; a value at a time costs more than all the rest of an ingest.</summary>
internal static class PlainVectors
{
    private static readonly long Earliest = Instant.From(new DateTime(0, DateTimeKind.Utc)).Microseconds;
    private static readonly long Latest = Instant.From(DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc)).Microseconds;

    /// <summary>Fills a column with a vector's rows, zeros and NaNs in one form; false where the column's values have no plain layout.</summary>
    [MethodImpl(HotLoop.AtOnce)]
    public static bool TryLoad(DuckDbVector vector, Column column)
    {
        switch (column)
        {
            case Column<long> c: vector.Values<long>().CopyTo(c.Values); break;
            case Column<int> c: vector.Values<int>().CopyTo(c.Values); break;
            case Column<double> c:
                var doubles = vector.Values<double>();
                for (var row = 0; row < doubles.Length; row++)
                {
                    c.Values[row] = OneForm.Of(doubles[row]);
                }

                break;
            case Column<float> c:
                var floats = vector.Values<float>();
                for (var row = 0; row < floats.Length; row++)
                {
                    c.Values[row] = OneForm.Of(floats[row]);
                }

                break;
            case Column<DateTime> c:
                if (!TryLoad(vector, c.Values))
                {
                    return false;
                }

                break;
            default: return false;
        }

        // What lies behind a null is arbitrary.
        column.Nulls.AsSpan(0, vector.RowCount).Clear();
        for (var row = 0; vector.HasNulls && row < vector.RowCount; row++)
        {
            if (!vector.IsValid(row))
            {
                column.Set(row, FeatureValue.Null);
            }
        }

        return true;
    }

    /// <summary>Tells which rows are null.</summary>
    [MethodImpl(HotLoop.AtOnce)]
    public static void LoadNulls(DuckDbVector vector, bool[] nulls)
    {
        nulls.AsSpan(0, vector.RowCount).Clear();
        for (var row = 0; vector.HasNulls && row < vector.RowCount; row++)
        {
            nulls[row] = !vector.IsValid(row);
        }
    }

    /// <summary>Instants; false where one is none of .NET, or a null has none behind it.</summary>
    [MethodImpl(HotLoop.AtOnce)]
    private static bool TryLoad(DuckDbVector vector, DateTime[] target)
    {
        var times = vector.Values<long>();
        for (var row = 0; row < times.Length; row++)
        {
            if (times[row] < Earliest || times[row] > Latest)
            {
                return false;
            }

            target[row] = new DateTime(DateTime.UnixEpoch.Ticks + (times[row] * TimeSpan.TicksPerMicrosecond), DateTimeKind.Utc);
        }

        return true;
    }

    /// <summary>Writes some rows of a column, which is none of texts, into a vector, one after the other.</summary>
    /// <param name="vector">The vector.</param>
    /// <param name="first">The first row to write.</param>
    /// <param name="column">The column.</param>
    /// <param name="rows">The column's rows.</param>
    [MethodImpl(HotLoop.AtOnce)]
    public static void Write(DuckDbWriteVector vector, int first, Column column, ReadOnlySpan<int> rows)
    {
        switch (column)
        {
            case Column<long> c: Copy(c.Values, rows, vector.Values<long>()[first..]); break;
            case Column<int> c: Copy(c.Values, rows, vector.Values<int>()[first..]); break;
            case Column<double> c: Copy(c.Values, rows, vector.Values<double>()[first..]); break;
            case Column<float> c: Copy(c.Values, rows, vector.Values<float>()[first..]); break;
            case Column<bool> c: Copy(c.Values, rows, vector.Values<bool>()[first..]); break;
            case Column<DateTime> c: Copy(c.Values, column.Nulls, rows, vector.Values<long>()[first..]); break;
            default:
                for (var i = 0; i < rows.Length; i++)
                {
                    SqlTypes.Write(vector, first + i, column.Value(rows[i]));
                }

                return;
        }

        for (var i = 0; i < rows.Length; i++)
        {
            if (column.Nulls[rows[i]])
            {
                vector.SetNull(first + i);
            }
        }
    }

    [MethodImpl(HotLoop.AtOnce)]
    private static void Copy<T>(T[] values, ReadOnlySpan<int> rows, Span<T> target)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            target[i] = values[rows[i]];
        }
    }

    [MethodImpl(HotLoop.AtOnce)]
    private static void Copy(DateTime[] values, bool[] nulls, ReadOnlySpan<int> rows, Span<long> target)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            target[i] = nulls[rows[i]] ? 0 : Instant.From(values[rows[i]]).Microseconds;
        }
    }
}

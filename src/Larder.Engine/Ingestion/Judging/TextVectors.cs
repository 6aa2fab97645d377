using System.Runtime.CompilerServices;
using Larder.DuckDb;
using Larder.Engine;
using Larder.Types;

namespace Larder.Ingestion;

/// <summary>Fields of text read whole into columns; what a column holds is asked once and not for each of its rows.</summary>
internal static class TextVectors
{
    /// <summary>Fills a column of numbers or times; false where one cannot be read this way, so that the rows are to be read one by one.</summary>
    /// <param name="vector">The fields.</param>
    /// <param name="column">The column.</param>
    /// <param name="areUtc">Whether times without an offset are UTC.</param>
    [MethodImpl(HotLoop.AtOnce)]
    public static bool TryLoad(DuckDbVector vector, Column column, bool areUtc)
    {
        PlainVectors.LoadNulls(vector, column.Nulls);
        var nulls = column.Nulls.AsSpan(0, vector.RowCount);
        switch (column)
        {
            case Column<long> c:
                for (var row = 0; row < nulls.Length; row++)
                {
                    c.Values[row] = 0;
                    if (!nulls[row] && !TextParser.TryInteger(vector.Bytes(row), out c.Values[row]))
                    {
                        return false;
                    }
                }

                return true;
            case Column<int> c:
                for (var row = 0; row < nulls.Length; row++)
                {
                    c.Values[row] = 0;
                    if (!nulls[row] && !TextParser.TryInteger(vector.Bytes(row), out c.Values[row]))
                    {
                        return false;
                    }
                }

                return true;
            case Column<double> c:
                for (var row = 0; row < nulls.Length; row++)
                {
                    c.Values[row] = 0;
                    if (!nulls[row] && !TextParser.TryNumber(vector.Bytes(row), out c.Values[row]))
                    {
                        return false;
                    }
                }

                return true;
            case Column<DateTime> c when areUtc:
                for (var row = 0; row < nulls.Length; row++)
                {
                    c.Values[row] = default;
                    if (nulls[row])
                    {
                        continue;
                    }

                    if (!TextParser.TryPlainTime(vector.Bytes(row), out var time))
                    {
                        return false;
                    }

                    c.Values[row] = DateTime.SpecifyKind(time, DateTimeKind.Utc);
                }

                return true;
            default:
                return false;
        }
    }
}

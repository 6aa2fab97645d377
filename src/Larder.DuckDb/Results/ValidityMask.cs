namespace Larder.DuckDb;

/// <summary>DuckDB's bit per row: set means valid. Bits after the last row are arbitrary.</summary>
internal static unsafe class ValidityMask
{
    internal static int Words(int rows) => (rows + 63) >> 6;

    internal static bool AllValid(ulong* mask, int rows)
    {
        var full = rows >> 6;

        for (var word = 0; word < full; word++)
        {
            if (mask[word] != ulong.MaxValue)
            {
                return false;
            }
        }

        var tail = (1UL << (rows & 63)) - 1;

        return (rows & 63) == 0 || (mask[full] & tail) == tail;
    }
}

namespace Larder.Aggregation.Tiles;

/// <summary>Search in numbers that ascend.</summary>
internal static class Ascending
{
    /// <summary>The first place from <paramref name="low"/> on whose number is not below <paramref name="value"/>; the length where there is none.</summary>
    public static int Find(ReadOnlySpan<long> numbers, int low, long value)
    {
        var high = numbers.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = numbers[middle] < value ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}

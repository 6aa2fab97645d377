namespace Larder.Offline;

/// <summary>
/// The number of a table's row: the part it lies in and its place there among the rows known at the instant read. Numbers hold for one
/// table version, cut and instant; they are never stored.
/// </summary>
internal static class RowNumbers
{
    private const int PlaceBits = 44;

    /// <summary>The number of a row.</summary>
    public static long Of(int part, long place) => ((long)part << PlaceBits) | place;

    /// <summary>The part of a row.</summary>
    public static int Part(long number) => (int)(number >> PlaceBits);

    /// <summary>The place of a row in its part.</summary>
    public static long Place(long number) => number & ((1L << PlaceBits) - 1);
}

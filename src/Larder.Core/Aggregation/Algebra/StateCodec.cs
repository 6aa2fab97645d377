using System.Buffers;
using Larder.Types;

namespace Larder.Aggregation.Algebra;

/// <summary>The stored form of the small states: a count and one or two doubles as bits.</summary>
internal static class StateCodec
{
    /// <summary>Which of several NaNs survives an operation is the processor's choice, and parity is of bits: a computed NaN has one form.</summary>
    public static double OneNaN(double value) => double.IsNaN(value) ? double.NaN : value;

    public static void Write(IBufferWriter<byte> target, long count, params ReadOnlySpan<double> values)
    {
        var writer = new VarintWriter(target);
        writer.WriteUnsigned((ulong)count);
        foreach (var value in values)
        {
            writer.WriteFixed(BitConverter.DoubleToInt64Bits(value));
        }
    }

    public static (long Count, double First, double Second) Read(ReadOnlySpan<byte> source, int doubles)
    {
        var reader = new VarintReader(source);
        var count = (long)reader.ReadUnsigned();
        var first = doubles > 0 ? BitConverter.Int64BitsToDouble(reader.ReadFixed()) : 0;
        var second = doubles > 1 ? BitConverter.Int64BitsToDouble(reader.ReadFixed()) : 0;
        reader.End();
        return (count, first, second);
    }
}

using System.Buffers;
using Larder.Errors;
using Larder.Types;

namespace Larder.Aggregation.Algebra;

/// <summary>What the stored states have in common: a version byte of their own; and the form of the small ones, a count and one or two doubles as bits.</summary>
internal static class StateCodec
{
    private const byte Format = 1;

    /// <summary>Which of several NaNs survives an operation is the processor's choice, and parity is of bits: a computed NaN has one form.</summary>
    public static double OneNaN(double value) => double.IsNaN(value) ? double.NaN : value;

    /// <summary>Begins a state.</summary>
    public static VarintWriter Begin(IBufferWriter<byte> target)
    {
        var writer = new VarintWriter(target);
        writer.WriteByte(Format);
        return writer;
    }

    /// <summary>Begins to read what was written behind <see cref="Begin"/>.</summary>
    /// <exception cref="UnavailableException">The state is of another version, or there is none.</exception>
    public static VarintReader Open(ReadOnlySpan<byte> source)
    {
        var reader = new VarintReader(source);
        var format = reader.ReadByte();
        return format == Format ? reader : throw new UnavailableException(
            $"A stored aggregation state has format {format}; this Larder reads format {Format}. Upgrade it, or materialize the view again.");
    }

    public static void Write(IBufferWriter<byte> target, long count, params ReadOnlySpan<double> values)
    {
        var writer = StateCodec.Begin(target);
        writer.WriteUnsigned((ulong)count);
        foreach (var value in values)
        {
            writer.WriteFixed(BitConverter.DoubleToInt64Bits(value));
        }
    }

    public static (long Count, double First, double Second) Read(ReadOnlySpan<byte> source, int doubles)
    {
        var reader = StateCodec.Open(source);
        var count = (long)reader.ReadUnsigned();
        var first = doubles > 0 ? BitConverter.Int64BitsToDouble(reader.ReadFixed()) : 0;
        var second = doubles > 1 ? BitConverter.Int64BitsToDouble(reader.ReadFixed()) : 0;
        reader.End();
        return (count, first, second);
    }
}

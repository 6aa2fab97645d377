using System.Buffers;
using System.Text;
using Larder.Errors;
using Larder.Types;

namespace Larder.Aggregation;

/// <summary>
/// The stored form of <see cref="EntityEvents"/>, one byte string per entity. Format 2: version byte; complete-from and newest-before
/// (flag byte, zigzag varint); count; event times as deltas, known times as distance from the event time, sequences as deltas (zigzag
/// varints); a flag whether any event is retracted, and if so per event zero for never or the distance from the known time by one more
/// (zigzag varints); then per input a flag whether it has nulls, a bitmap of nulls if so, and the values: 8 bytes for float64, zigzag varints
/// for the others, and for text the distinct texts in order of first use followed by the codes.
/// </summary>
public static class EntityEventsCodec
{
    private const byte Format = 2;

    /// <summary>Encodes all events.</summary>
    public static byte[] Encode(EntityEvents events)
    {
        ArgumentNullException.ThrowIfNull(events);
        var buffer = new ArrayBufferWriter<byte>(64 + (events.Count * 16));
        var writer = new VarintWriter(buffer);
        writer.WriteByte(Format);
        writer.WriteSigned(events.CompleteFrom.Microseconds);
        writer.WriteByte(events.NewestBefore is null ? (byte)0 : (byte)1);
        writer.WriteSigned(events.NewestBefore?.Microseconds ?? 0);
        writer.WriteUnsigned((ulong)events.Count);
        var (time, sequence) = (0L, 0L);
        for (var row = 0; row < events.Count; row++)
        {
            writer.WriteSigned(events.EventTimes[row] - time);
            writer.WriteSigned(events.KnownAts[row] - events.EventTimes[row]);
            writer.WriteSigned(events.Sequences[row] - sequence);
            (time, sequence) = (events.EventTimes[row], events.Sequences[row]);
        }

        Encode(writer, events);
        foreach (var input in events.Inputs)
        {
            Encode(writer, input, events.Count);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Decodes into <paramref name="events"/>, which is cleared first and must be made for the same plan.</summary>
    /// <exception cref="UnavailableException">The bytes are not of a known format or damaged.</exception>
    public static void Decode(ReadOnlySpan<byte> payload, EntityEvents events)
    {
        ArgumentNullException.ThrowIfNull(events);
        events.Clear();
        var reader = new VarintReader(payload);
        var format = reader.ReadByte();
        if (format != Format)
        {
            throw new UnavailableException($"An online row has format {format}; this Larder reads format {Format}. Upgrade it, or materialize the view again.");
        }

        events.CompleteFrom = new Instant(reader.ReadSigned());
        var hasNewest = reader.ReadByte() == 1;
        var newest = reader.ReadSigned();
        events.NewestBefore = hasNewest ? new Instant(newest) : null;
        var count = reader.ReadCount(bytesEach: 3 + events.Inputs.Count);
        events.Resize(count);
        var (time, sequence) = (0L, 0L);
        for (var row = 0; row < count; row++)
        {
            time += reader.ReadSigned();
            var known = time + reader.ReadSigned();
            sequence += reader.ReadSigned();
            events.SetOrder(row, time, known, sequence);
            if (row > 0 && events.Order(row) < events.Order(row - 1))
            {
                throw VarintReader.Damaged();
            }
        }

        DecodeRetractions(ref reader, events);
        foreach (var input in events.Inputs)
        {
            Decode(ref reader, input, count);
        }

        reader.End();
    }

    private static void Encode(VarintWriter writer, EntityEvents events)
    {
        writer.WriteByte(events.HasRetractions ? (byte)1 : (byte)0);
        for (var row = 0; events.HasRetractions && row < events.Count; row++)
        {
            var distance = events.RetractedAts[row] - events.KnownAts[row];
            writer.WriteSigned(events.IsRetracted(row) ? distance >= 0 ? distance + 1 : distance : 0);
        }
    }

    private static void DecodeRetractions(ref VarintReader reader, EntityEvents events)
    {
        var hasRetractions = reader.ReadByte() == 1;
        for (var row = 0; hasRetractions && row < events.Count; row++)
        {
            var distance = reader.ReadSigned();
            if (distance != 0)
            {
                events.Retract(row, new Instant(events.KnownAts[row] + (distance > 0 ? distance - 1 : distance)));
            }
        }
    }

    private static void Encode(VarintWriter writer, InputColumn input, int count)
    {
        var hasNulls = input.Nulls.AsSpan(0, count).Contains(true);
        writer.WriteByte(hasNulls ? (byte)1 : (byte)0);
        for (var row = 0; hasNulls && row < count; row += 8)
        {
            var bits = 0;
            for (var bit = 0; bit < 8 && row + bit < count; bit++)
            {
                bits |= input.Nulls[row + bit] ? 1 << bit : 0;
            }

            writer.WriteByte((byte)bits);
        }

        if (input.Type == ColumnType.String)
        {
            writer.WriteUnsigned((ulong)input.Texts.Count);
            foreach (var text in input.Texts)
            {
                writer.WriteBytes(Encoding.UTF8.GetBytes(text));
            }
        }

        for (var row = 0; row < count; row++)
        {
            if (input.Type == ColumnType.Float64)
            {
                writer.WriteFixed(input.Bits[row]);
            }
            else
            {
                writer.WriteSigned(input.Bits[row]);
            }
        }
    }

    private static void Decode(ref VarintReader reader, InputColumn input, int count)
    {
        var hasNulls = reader.ReadByte() == 1;
        input.Resize(count);
        for (var row = 0; row < count; row += 8)
        {
            var bits = hasNulls ? reader.ReadByte() : 0;
            for (var bit = 0; bit < 8 && row + bit < count; bit++)
            {
                input.Nulls[row + bit] = (bits & (1 << bit)) != 0;
            }
        }

        if (input.Type == ColumnType.String)
        {
            var texts = reader.ReadCount(bytesEach: 1);
            for (var i = 0; i < texts; i++)
            {
                if (!input.TryAddText(reader.ReadText()))
                {
                    throw VarintReader.Damaged();
                }
            }
        }

        for (var row = 0; row < count; row++)
        {
            var bits = input.Type == ColumnType.Float64 ? reader.ReadFixed() : reader.ReadSigned();
            if (input.Type == ColumnType.String && !input.Nulls[row] && (ulong)bits >= (ulong)input.Texts.Count)
            {
                throw VarintReader.Damaged();
            }

            input.Bits[row] = bits;
        }
    }
}

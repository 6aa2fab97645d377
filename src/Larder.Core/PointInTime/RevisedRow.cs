using System.Buffers.Binary;
using Larder.Errors;
using Larder.Types;

namespace Larder.PointInTime;

/// <summary>
/// What the online store holds of an entity in a row view whose rows may be corrected and withdrawn. The store keeps the row of the greatest
/// rank, and a withdrawn row must give way to an older one: so the rank is that of the materialization, and the row's own place in the total
/// order lies in the payload. Format 1, little-endian: version byte; since when the answer has not changed; event time, known time and
/// sequence of the row, then the row as <see cref="RowCodec"/> writes it; nothing behind the first two where every row was withdrawn.
/// </summary>
public readonly ref struct RevisedRow
{
    private const byte Format = 1;
    private const int Header = 1 + sizeof(long);
    private const int Order = 3 * sizeof(long);

    private RevisedRow(Instant since, EventOrder? row, ReadOnlySpan<byte> values)
    {
        (Since, Row) = (since, row);
        Values = values;
    }

    /// <summary>Reads from this instant on can be answered.</summary>
    public Instant Since { get; }

    /// <summary>The row's place in the total order; null where there is none any more.</summary>
    public EventOrder? Row { get; }

    /// <summary>The row's values, encoded.</summary>
    public ReadOnlySpan<byte> Values { get; }

    /// <summary>Encodes a row.</summary>
    /// <param name="since">Since when the answer has not changed.</param>
    /// <param name="row">The row's place in the total order; null for none.</param>
    /// <param name="values">The row's values, encoded.</param>
    public static byte[] Encode(Instant since, EventOrder? row, ReadOnlySpan<byte> values)
    {
        var payload = new byte[Header + (row is null ? 0 : Order + values.Length)];
        payload[0] = Format;
        BinaryPrimitives.WriteInt64LittleEndian(payload.AsSpan(1), since.Microseconds);
        if (row is { } order)
        {
            BinaryPrimitives.WriteInt64LittleEndian(payload.AsSpan(Header), order.EventTime.Microseconds);
            BinaryPrimitives.WriteInt64LittleEndian(payload.AsSpan(Header + sizeof(long)), order.KnownAt.Microseconds);
            BinaryPrimitives.WriteInt64LittleEndian(payload.AsSpan(Header + (2 * sizeof(long))), order.Sequence);
            values.CopyTo(payload.AsSpan(Header + Order));
        }

        return payload;
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="UnavailableException">The bytes are not of a known format or damaged.</exception>
    public static RevisedRow Decode(ReadOnlySpan<byte> payload)
    {
        var reader = new VarintReader(payload);
        var format = reader.ReadByte();
        if (format != Format)
        {
            throw new UnavailableException($"An online row has format {format}; this Larder reads format {Format}. Upgrade it, or materialize the view again.");
        }

        var since = new Instant(reader.ReadFixed());
        if (payload.Length == Header)
        {
            return new RevisedRow(since, null, []);
        }

        var order = new EventOrder(new Instant(reader.ReadFixed()), new Instant(reader.ReadFixed()), reader.ReadFixed());
        return new RevisedRow(since, order, payload[(Header + Order)..]);
    }
}

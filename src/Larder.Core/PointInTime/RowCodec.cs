using System.Buffers.Binary;
using System.Text;
using Larder.Errors;
using Larder.Types;

namespace Larder.PointInTime;

/// <summary>
/// The stored form of a row view's row. Format 1: version byte; a bitmap with one bit per feature, set where it is null; then the
/// non-null values: bool 1 byte, numbers and timestamps 8 bytes (little-endian), text as length and UTF-8, lists and maps as
/// <see cref="CompositeCodec"/> writes them.
/// </summary>
public sealed class RowCodec
{
    private const byte Format = 1;

    private readonly ColumnType[] _types;

    /// <summary>Creates a codec for rows of these types.</summary>
    public RowCodec(IEnumerable<ColumnType> types) => _types = [.. types];

    /// <summary>Encodes one row.</summary>
    public byte[] Encode(ReadOnlySpan<FeatureValue> values)
    {
        var row = new byte[LengthOf(values)];
        Encode(values, row);
        return row;
    }

    /// <summary>Bytes that a row takes.</summary>
    public int LengthOf(ReadOnlySpan<FeatureValue> values)
    {
        var length = 1 + ((_types.Length + 7) / 8);
        for (var i = 0; i < _types.Length; i++)
        {
            if (!values[i].IsNull)
            {
                length += _types[i] switch
                {
                    ColumnType.Boolean => 1,
                    ColumnType.String => Varint.LengthOfBytes(Encoding.UTF8.GetByteCount(values[i].AsString()!)),
                    var type when type.IsComposite() => CompositeCodec.LengthOf(values[i]),
                    _ => sizeof(long),
                };
            }
        }

        return length;
    }

    /// <summary>Encodes one row into memory of <see cref="LengthOf"/> bytes.</summary>
    public void Encode(ReadOnlySpan<FeatureValue> values, Span<byte> row)
    {
        row[0] = Format;
        var bitmap = row.Slice(1, (_types.Length + 7) / 8);
        bitmap.Clear();
        var rest = row[(1 + bitmap.Length)..];
        for (var i = 0; i < _types.Length; i++)
        {
            if (values[i].IsNull)
            {
                bitmap[i >> 3] |= (byte)(1 << (i & 7));
                continue;
            }

            switch (_types[i])
            {
                case ColumnType.Boolean:
                    rest[0] = (byte)values[i].Bits;
                    rest = rest[1..];
                    break;
                case ColumnType.String:
                    rest = rest[Varint.WriteText(values[i].AsString()!, rest)..];
                    break;
                case var type when type.IsComposite():
                    rest = rest[CompositeCodec.Write(values[i], rest)..];
                    break;
                default:
                    BinaryPrimitives.WriteInt64LittleEndian(rest, values[i].Bits);
                    rest = rest[sizeof(long)..];
                    break;
            }
        }
    }

    /// <summary>Decodes one row into <paramref name="values"/>.</summary>
    /// <exception cref="UnavailableException">The bytes are not of a known format or damaged.</exception>
    public void Decode(ReadOnlySpan<byte> payload, Span<FeatureValue> values)
    {
        var reader = new VarintReader(payload);
        var format = reader.ReadByte();
        if (format != Format)
        {
            throw new UnavailableException($"An online row has format {format}; this Larder reads format {Format}. Upgrade it, or materialize the view again.");
        }

        var bitmap = reader.ReadBytes((_types.Length + 7) / 8);
        for (var i = 0; i < _types.Length; i++)
        {
            values[i] = (bitmap[i >> 3] & (1 << (i & 7))) != 0 ? FeatureValue.Null : _types[i] switch
            {
                ColumnType.Boolean => FeatureValue.From(reader.ReadByte() != 0),
                ColumnType.String => FeatureValue.From(reader.ReadText()),
                var type when type.IsComposite() => CompositeCodec.Read(ref reader, type),
                var type => FeatureValue.FromBits(type, Checked(type, reader.ReadFixed())),
            };
        }

        reader.End();
    }

    private static long Checked(ColumnType type, long bits) => type switch
    {
        ColumnType.Int32 or ColumnType.Float32 when bits != (int)bits => throw VarintReader.Damaged(),
        ColumnType.Timestamp when !new Instant(bits).IsInCalendar => throw VarintReader.Damaged(),
        _ => bits,
    };
}

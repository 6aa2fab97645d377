using System.Buffers.Binary;
using Larder.Catalog;
using Larder.Offline;
using Larder.PointInTime;
using Larder.Types;

namespace Larder.Materialization;

/// <summary>
/// The stored form of chosen rows of a row view. Rows are encoded in the order of the scan, while their values lie near; what is
/// fetched later, in the order of keys, lies together row by row.
/// </summary>
internal sealed class EncodedRows
{
    private const int SegmentSize = 1 << 22;
    private const int OffsetBits = 32;

    private readonly CompiledRowView _view;
    private readonly List<byte[]>[] _segments;

    // Part and segment are known from where a place lies; a location is the segment's number and the offset in it.
    private readonly (int Part, long Location)[] _rows;

    private EncodedRows(CompiledRowView view, int parts, int count)
    {
        _view = view;
        _segments = new List<byte[]>[parts];
        _rows = new (int, long)[count];
    }

    /// <summary>Reads and encodes the rows chosen.</summary>
    public static EncodedRows Read(ScanContext context, OfflineTable table, CompiledRowView view, IReadOnlyList<TablePart> parts, ChosenRows chosen)
    {
        var encoded = new EncodedRows(view, parts.Count, chosen.Count);
        chosen.Read(context, table, parts, () => RowValues.NewReader(view), part => encoded.NewPart(part).Take);
        return encoded;
    }

    /// <summary>A chosen row's stored form.</summary>
    public byte[] this[int place]
    {
        get
        {
            var (part, location) = _rows[place];
            var bytes = _segments[part][(int)(location >> OffsetBits)].AsSpan((int)location);
            return bytes.Slice(sizeof(int), BinaryPrimitives.ReadInt32LittleEndian(bytes)).ToArray();
        }
    }

    private Part NewPart(TablePart part)
    {
        _segments[part.Number] = [];
        return new Part(this, part.Number);
    }

    /// <summary>Encodes one part's rows, each behind its length.</summary>
    private sealed class Part(EncodedRows rows, int number)
    {
        private readonly RowCodec _codec = new(rows._view.Features.Select(f => f.Type));
        private readonly Column[] _columns = [.. rows._view.Features.Select(f => Column.Create(f.Type, EventReader.Capacity))];
        private readonly FeatureValue[] _values = new FeatureValue[rows._view.Features.Count];
        private readonly List<byte[]> _segments = rows._segments[number];
        private int _used;

        public void Take(EventReader batch, int[] chosen, int count, int place)
        {
            for (var f = 0; f < _columns.Length; f++)
            {
                RowValues.Fill(rows._view, batch, chosen, count, f, _columns[f], 0);
            }

            for (var row = 0; row < count; row++)
            {
                for (var f = 0; f < _values.Length; f++)
                {
                    _values[f] = _columns[f].Value(row);
                }

                var length = _codec.LengthOf(_values);
                var target = Reserve(sizeof(int) + length);
                rows._rows[place++] = (number, ((long)(_segments.Count - 1) << OffsetBits) | (uint)(_used - target.Length));
                BinaryPrimitives.WriteInt32LittleEndian(target, length);
                _codec.Encode(_values, target[sizeof(int)..]);
            }
        }

        private Span<byte> Reserve(int size)
        {
            if (_segments.Count == 0 || _segments[^1].Length - _used < size)
            {
                _segments.Add(new byte[Math.Max(SegmentSize, size)]);
                _used = 0;
            }

            _used += size;
            return _segments[^1].AsSpan(_used - size, size);
        }
    }
}

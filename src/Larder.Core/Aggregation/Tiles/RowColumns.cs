using System.Buffers;
using System.Text;
using Larder.Types;

namespace Larder.Aggregation.Tiles;

/// <summary>
/// Events in columns, to be read from any place: event times, known times as distance from them, a flag and if set retraction times,
/// sequences; then per input a flag and if set a bitmap of nulls, for text the distinct texts in order of first use (number, where each
/// ends, UTF-8), and the bits or codes.
/// </summary>
internal sealed class RowColumns(IReadOnlyList<ColumnType> inputs)
{
    private readonly InputPlace[] _inputs = new InputPlace[inputs.Count];
    private IntColumn _known;
    private IntColumn _retracted;
    private IntColumn _sequences;
    private bool _hasRetractions;


    /// <summary>Event times.</summary>
    public IntColumn Times { get; private set; }

    /// <summary>Writes rows of an entity's events.</summary>
    public static void Write(IBufferWriter<byte> target, EntityEvents events, int start, int end)
    {
        var column = new long[end - start];
        var times = events.EventTimes[start..end];
        IntColumn.Write(target, times);
        Distances(events.KnownAts[start..end], times, column);
        IntColumn.Write(target, column);
        var retracted = events.HasRetractions ? events.RetractedAts[start..end] : [];
        var hasRetractions = retracted.ContainsAnyExcept(long.MaxValue);
        target.Write([hasRetractions ? (byte)1 : (byte)0]);
        if (hasRetractions)
        {
            IntColumn.Write(target, retracted);
        }

        IntColumn.Write(target, events.Sequences[start..end], leastWidth: 1);
        foreach (var input in events.Inputs)
        {
            Write(target, input, start, end, column);
        }
    }

    /// <summary>Finds the columns at <paramref name="at"/>, which is moved behind them.</summary>
    /// <exception cref="Errors.UnavailableException">They are damaged.</exception>
    public void Open(ReadOnlySpan<byte> bytes, int count, ref int at)
    {
        Times = IntColumn.Open(bytes, count, ref at);
        _known = IntColumn.Open(bytes, count, ref at);
        _hasRetractions = ReadFlag(bytes, ref at);
        _retracted = _hasRetractions ? IntColumn.Open(bytes, count, ref at) : default;
        _sequences = IntColumn.Open(bytes, count, ref at);
        if (_sequences.Width == 0 && count > 0)
        {
            throw VarintReader.Damaged();
        }

        for (var i = 0; i < _inputs.Length; i++)
        {
            _inputs[i] = OpenInput(bytes, count, inputs[i], ref at);
        }
    }

    /// <summary>Appends rows to <paramref name="events"/>.</summary>
    /// <exception cref="Errors.UnavailableException">They are damaged.</exception>
    public void Load(ReadOnlySpan<byte> bytes, int start, int end, EntityEvents events)
    {
        var first = events.Count;
        events.Resize(first + end - start);
        var times = events.EventTimesFrom(first);
        var known = events.KnownAtsFrom(first);
        Times.CopyTo(bytes, start, times);
        _known.CopyTo(bytes, start, known);
        _sequences.CopyTo(bytes, start, events.SequencesFrom(first));
        for (var row = 0; row < times.Length; row++)
        {
            known[row] = unchecked(times[row] + known[row]);
            if (row > 0 && times[row] <= times[row - 1] && events.Order(first + row) < events.Order(first + row - 1))
            {
                throw VarintReader.Damaged();
            }

            if (_hasRetractions && _retracted.At(bytes, start + row) is var retracted and not long.MaxValue)
            {
                events.Retract(first + row, new Instant(retracted));
            }
        }

        for (var i = 0; i < _inputs.Length; i++)
        {
            _inputs[i].Load(bytes, start, end, events.Inputs[i], first);
        }
    }

    /// <summary>The newest of the rows before <paramref name="end"/> that counts at a time; null where none does.</summary>
    public Instant? Newest(ReadOnlySpan<byte> bytes, int end, Instant at)
    {
        for (var row = end - 1; row >= 0; row--)
        {
            var time = Times.At(bytes, row);
            if (unchecked(time + _known.At(bytes, row)) <= at.Microseconds && (!_hasRetractions || at.Microseconds < _retracted.At(bytes, row)))
            {
                return new Instant(time);
            }
        }

        return null;
    }

    private static void Distances(ReadOnlySpan<long> to, ReadOnlySpan<long> from, Span<long> target)
    {
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = unchecked(to[i] - from[i]);
        }
    }

    private static void Write(IBufferWriter<byte> target, InputColumn input, int start, int end, long[] column)
    {
        var nulls = input.Nulls.AsSpan(start, end - start);
        var hasNulls = nulls.Contains(true);
        target.Write([hasNulls ? (byte)1 : (byte)0]);
        if (hasNulls)
        {
            var bitmap = new byte[(nulls.Length + 7) / 8];
            for (var row = 0; row < nulls.Length; row++)
            {
                bitmap[row >> 3] |= nulls[row] ? (byte)(1 << (row & 7)) : (byte)0;
            }

            target.Write(bitmap);
        }

        if (input.Type == ColumnType.String)
        {
            WriteTexts(target, input, start, column);
        }
        else
        {
            for (var row = 0; row < column.Length; row++)
            {
                column[row] = nulls[row] ? 0 : input.Bits[start + row];
            }
        }

        IntColumn.Write(target, column);
    }

    /// <summary>Writes the texts that occur and fills <paramref name="codes"/>.</summary>
    private static void WriteTexts(IBufferWriter<byte> target, InputColumn input, int start, long[] codes)
    {
        var known = new Dictionary<long, long>();
        var (ends, utf8) = (new List<long>(), new ArrayBufferWriter<byte>());
        for (var row = 0; row < codes.Length; row++)
        {
            codes[row] = 0;
            if (input.Nulls[start + row])
            {
                continue;
            }

            var code = input.Bits[start + row];
            if (!known.TryGetValue(code, out codes[row]))
            {
                known.Add(code, codes[row] = known.Count);
                Encoding.UTF8.GetBytes(input.Texts[(int)code], utf8);
                ends.Add(utf8.WrittenCount);
            }
        }

        NodeHeader.WriteCount(target, ends.Count);
        IntColumn.Write(target, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(ends));
        target.Write(utf8.WrittenSpan);
    }

    private static InputPlace OpenInput(ReadOnlySpan<byte> bytes, int count, ColumnType type, ref int at)
    {
        var nulls = -1;
        if (ReadFlag(bytes, ref at))
        {
            nulls = at;
            at += (count + 7) / 8;
            if (at > bytes.Length)
            {
                throw VarintReader.Damaged();
            }
        }

        var (texts, ends, utf8) = (0, default(IntColumn), 0);
        if (type == ColumnType.String)
        {
            texts = NodeHeader.ReadCount(bytes, ref at);
            ends = IntColumn.Open(bytes, texts, ref at);
            utf8 = at;
            var length = texts == 0 ? 0 : ends.At(bytes, texts - 1);
            if ((ulong)length > (ulong)(bytes.Length - at) || texts > count)
            {
                throw VarintReader.Damaged();
            }

            at += (int)length;
        }

        return new InputPlace(nulls, texts, ends, utf8, IntColumn.Open(bytes, count, ref at));
    }

    private static bool ReadFlag(ReadOnlySpan<byte> bytes, ref int at) =>
        at < bytes.Length && bytes[at] <= 1 ? bytes[at++] == 1 : throw VarintReader.Damaged();

    /// <summary>Where an input's parts lie; no nulls where <paramref name="Nulls"/> is -1.</summary>
    private readonly record struct InputPlace(int Nulls, int Texts, IntColumn TextEnds, int Utf8, IntColumn Values)
    {
        public void Load(ReadOnlySpan<byte> bytes, int start, int end, InputColumn input, int first)
        {
            input.Resize(first + end - start);
            if (Nulls < 0 && input.Type is (ColumnType.Float64 or ColumnType.Int64))
            {
                input.Nulls.AsSpan(first, end - start).Clear();
                Values.CopyTo(bytes, start, input.Bits.AsSpan(first, end - start));
                return;
            }

            for (var row = start; row < end; row++)
            {
                var place = first + row - start;
                input.Nulls[place] = Nulls >= 0 && (bytes[Nulls + (row >> 3)] & (1 << (row & 7))) != 0;
                var bits = Values.At(bytes, row);
                input.Bits[place] = input.Nulls[place] ? 0 : input.Type switch
                {
                    ColumnType.String => input.Code(Text(bytes, bits)),
                    ColumnType.Boolean when bits is not (0 or 1) => throw VarintReader.Damaged(),
                    ColumnType.Int32 or ColumnType.Float32 when bits != (int)bits => throw VarintReader.Damaged(),
                    ColumnType.Timestamp when !new Instant(bits).IsInCalendar => throw VarintReader.Damaged(),
                    _ => bits,
                };
            }
        }

        private string Text(ReadOnlySpan<byte> bytes, long code)
        {
            if ((ulong)code >= (ulong)Texts)
            {
                throw VarintReader.Damaged();
            }

            var (from, to) = (code == 0 ? 0 : TextEnds.At(bytes, (int)code - 1), TextEnds.At(bytes, (int)code));
            if (from < 0 || from > to || to > TextEnds.At(bytes, Texts - 1))
            {
                throw VarintReader.Damaged();
            }

            var utf8 = bytes.Slice(Utf8 + (int)from, (int)(to - from));
            return System.Text.Unicode.Utf8.IsValid(utf8) ? Encoding.UTF8.GetString(utf8) : throw VarintReader.Damaged();
        }
    }
}

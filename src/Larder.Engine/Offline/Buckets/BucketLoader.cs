using System.Runtime.CompilerServices;
using Larder.Aggregation;
using Larder.Engine;
using Larder.Types;

namespace Larder.Offline.Buckets;

/// <summary>
/// Brings the events of one bucket after the other into the order of entity and total order, column by column; one per thread:
/// 1. each entity's events are counted, so that they have places next to each other;
/// 2. event times, and where the event lies, go to those places and are sorted there: events come nearly sorted, and where sequences were not
/// read those of one instant as they lie;
/// 3. the other columns are gathered in the order found.
/// </summary>
internal sealed class BucketLoader(BucketedEvents history)
{
    private readonly EventRecord _record = history.Record;
    private readonly TextCache[] _texts = [.. history.Record.Texts.Select(_ => new TextCache())];
    private readonly List<Stretch> _stretches = [];
    private readonly SpillBuffers _buffers = new();
    private long[][] _words = [];
    private int[] _starts = [];
    private int[] _next = [];
    private long[] _lies = [];

    /// <summary>The events of the bucket.</summary>
    public EventColumns Columns { get; } = new(history.Record.Inputs, history.Record.RetractedAt >= 0);

    /// <summary>The first event of an entity, by its number within the bucket; that of the next one ends it.</summary>
    public ReadOnlySpan<int> Starts => _starts;

    /// <summary>Loads a bucket instead of the one before.</summary>
    [MethodImpl(HotLoop.AtOnce)]
    public void Load(int bucket)
    {
        _stretches.Clear();
        history.Read(bucket, _stretches, _buffers);
        _words = [.. _stretches.Select(s => s.Words)];
        Count(history.Buckets.EntitiesOf(bucket).Length);
        var times = Columns.EventTimes;
        for (var s = 0; s < _stretches.Count; s++)
        {
            var (words, start, length, _) = _stretches[s];
            for (var at = start; at < start + length; at += _record.Words)
            {
                var place = _next[_record.NumberOf(words[at])]++;
                times[place] = _record.TimeOf(words, at);
                _lies[place] = ((long)s << 32) | (uint)at;
            }
        }

        for (var entity = 0; entity < _starts.Length - 1; entity++)
        {
            Sort(_starts[entity], _starts[entity + 1]);
        }

        Gather();
    }

    private void Count(int entities)
    {
        _starts = new int[entities + 1];
        foreach (var (words, start, length, _) in _stretches)
        {
            for (var at = start; at < start + length; at += _record.Words)
            {
                _starts[_record.NumberOf(words[at]) + 1]++;
            }
        }

        for (var entity = 0; entity < entities; entity++)
        {
            _starts[entity + 1] = checked(_starts[entity] + _starts[entity + 1]);
        }

        _next = _starts[..^1];
        Columns.Resize(_starts[^1]);
        if (_lies.Length < _starts[^1])
        {
            _lies = new long[2 * _starts[^1]];
        }
    }

    /// <summary>Events that come late by a few places are inserted; where there are many, or far off, all are sorted.</summary>
    [MethodImpl(HotLoop.AtOnce)]
    private void Sort(int start, int end)
    {
        var times = Columns.EventTimes;
        var moves = 8L * (end - start);
        for (var row = start + 1; row < end; row++)
        {
            var (time, lies, free) = (times[row], _lies[row], row);
            for (; free > start && times[free - 1] >= time && (times[free - 1] > time || IsAfter(_lies[free - 1], lies)); free--)
            {
                (times[free], _lies[free]) = (times[free - 1], _lies[free - 1]);
            }

            (times[free], _lies[free]) = (time, lies);
            moves -= row - free;
            if (moves < 0)
            {
                times[start..end].Sort(_lies.AsSpan(start, end - start));
                SortTies(start, end);
                return;
            }
        }
    }

    private void SortTies(int start, int end)
    {
        var times = Columns.EventTimes;
        for (var first = start; first < end;)
        {
            var last = first + 1;
            while (last < end && times[last] == times[first])
            {
                last++;
            }

            if (last - first > 1)
            {
                _lies.AsSpan(first, last - first).Sort((left, right) => OrderOf(left).CompareTo(OrderOf(right)));
            }

            first = last;
        }
    }

    private bool IsAfter(long left, long right) => OrderOf(left).CompareTo(OrderOf(right)) > 0;

    private EventOrder OrderOf(long lies)
    {
        var (words, at) = (_words[(int)(lies >> 32)], (int)(uint)lies);
        var time = _record.TimeOf(words, at);
        return new EventOrder(
            new Instant(time), new Instant(_record.KnownAt < 0 ? time : words[at + _record.KnownAt]), _record.Sequence < 0 ? lies : words[at + _record.Sequence]);
    }

    /// <summary>Reads each event once, for all columns but texts.</summary>
    [MethodImpl(HotLoop.AtOnce)]
    private void Gather()
    {
        var times = Columns.EventTimes;
        var known = Columns.KnownAts;
        var sequences = Columns.Sequences;
        var retracted = Columns.RetractedAts;
        var (lies, stretches) = (_lies, _words);
        var (knownAt, sequence) = (_record.KnownAt, _record.Sequence);
        var inputs = Columns.Inputs.Select((input, i) => new Target(input.Bits, input.Nulls, _record.FirstInput + i, FlagWordOf(i), _record.FlagOf(i).Bit)).ToArray();
        for (var place = 0; place < known.Length; place++)
        {
            var (words, at) = (stretches[(int)(lies[place] >> 32)], (int)(uint)lies[place]);
            known[place] = knownAt < 0 ? times[place] : words[at + knownAt];
            sequences[place] = sequence < 0 ? place : words[at + sequence];
            if (retracted.Length > 0)
            {
                retracted[place] = words[at + _record.RetractedAt];
            }

            for (var i = 0; i < inputs.Length; i++)
            {
                ref readonly var input = ref inputs[i];
                var isNull = ((ulong)words[at + input.FlagWord] & input.FlagBit) != 0;
                input.Nulls[place] = isNull;
                if (input.Bits.Length > 0)
                {
                    input.Bits[place] = isNull ? 0 : words[at + input.Word];
                }
            }
        }

        for (var text = 0; text < _texts.Length; text++)
        {
            GatherTexts(Columns.Inputs[_record.Texts[text]], _record.FirstInput + _record.Texts[text], _texts[text]);
        }
    }

    private void GatherTexts(InputValues input, int word, TextCache texts)
    {
        for (var place = 0; place < Columns.Count; place++)
        {
            var stretch = _stretches[(int)(_lies[place] >> 32)];
            input.Texts[place] = input.Nulls[place] ? null : texts.Get(stretch.Texts!.Text(stretch.Words[(int)(uint)_lies[place] + word]));
        }
    }

    private int FlagWordOf(int input) => _record.FlagOf(input).Word is > 0 and var word ? _record.FirstFlags + word - 1 : 0;

    /// <summary>Where an input's values go, and where in an event they lie.</summary>
    private readonly record struct Target(long[] Bits, bool[] Nulls, int Word, int FlagWord, ulong FlagBit);
}

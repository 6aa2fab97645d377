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
        var (head, size, next, lies) = (_record.Head, _record.Words, _next, _lies);
        for (var s = 0; s < _stretches.Count; s++)
        {
            var (words, start, length, _) = _stretches[s];
            for (var at = start; at < start + length; at += size)
            {
                var place = next[head.NumberOf(words[at])]++;
                times[place] = head.TimeOf(words, at);
                lies[place] = ((long)s << 32) | (uint)at;
            }
        }

        for (var entity = 0; entity < _starts.Length - 1; entity++)
        {
            Sort(_starts[entity], _starts[entity + 1]);
        }

        Gather();
    }

    [MethodImpl(HotLoop.AtOnce)]
    private void Count(int entities)
    {
        var (head, size, starts) = (_record.Head, _record.Words, new int[entities + 1]);
        foreach (var (words, start, length, _) in _stretches)
        {
            for (var at = start; at < start + length; at += size)
            {
                starts[head.NumberOf(words[at]) + 1]++;
            }
        }

        for (var entity = 0; entity < entities; entity++)
        {
            starts[entity + 1] = checked(starts[entity] + starts[entity + 1]);
        }

        (_starts, _next) = (starts, starts[..^1]);
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
        var time = _record.Head.TimeOf(words, at);
        return new EventOrder(
            new Instant(time), new Instant(_record.KnownAt < 0 ? time : words[at + _record.KnownAt]), _record.Sequence < 0 ? lies : words[at + _record.Sequence]);
    }

    /// <summary>Takes the columns in the order found: what an event does not have a word for is known without a look at it.</summary>
    private void Gather()
    {
        if (_record.KnownAt < 0)
        {
            Columns.EventTimes.CopyTo(Columns.KnownAts);
        }
        else
        {
            Gather(Columns.KnownAts, _record.KnownAt);
        }

        if (_record.Sequence < 0)
        {
            Number(Columns.Sequences);
        }
        else
        {
            Gather(Columns.Sequences, _record.Sequence);
        }

        if (_record.RetractedAt >= 0)
        {
            Gather(Columns.RetractedAts, _record.RetractedAt);
        }

        for (var i = 0; i < Columns.Inputs.Count; i++)
        {
            Gather(Columns.Inputs[i], i);
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

    [MethodImpl(HotLoop.AtOnce)]
    private static void Number(Span<long> sequences)
    {
        for (var place = 0; place < sequences.Length; place++)
        {
            sequences[place] = place;
        }
    }

    [MethodImpl(HotLoop.AtOnce)]
    private void Gather(Span<long> target, int word)
    {
        var (lies, stretches) = (_lies, _words);
        for (var place = 0; place < target.Length; place++)
        {
            target[place] = stretches[(int)(lies[place] >> 32)][(int)(uint)lies[place] + word];
        }
    }

    [MethodImpl(HotLoop.AtOnce)]
    private void Gather(InputValues input, int number)
    {
        var (lies, stretches) = (_lies, _words);
        var (flagWord, flagBit, word) = (FlagWordOf(number), _record.FlagOf(number).Bit, _record.FirstInput + number);
        var bits = input.Bits.AsSpan();
        var nulls = input.Nulls.AsSpan(0, Columns.Count);
        for (var place = 0; place < nulls.Length; place++)
        {
            var (words, at) = (stretches[(int)(lies[place] >> 32)], (int)(uint)lies[place]);
            var isNull = ((ulong)words[at + flagWord] & flagBit) != 0;
            nulls[place] = isNull;
            if (bits.Length > 0)
            {
                bits[place] = isNull ? 0 : words[at + word];
            }
        }
    }
}

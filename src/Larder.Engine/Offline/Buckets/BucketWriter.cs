using System.Runtime.CompilerServices;
using Larder.Engine;
using Larder.Errors;

namespace Larder.Offline.Buckets;

/// <summary>
/// Sorts events into buckets as one reader meets them. Each bucket grows block by block, blocks are cut from large pieces of memory; when
/// those exceed the limit, all buckets go to a file and the memory is used again.
/// </summary>
internal sealed class BucketWriter : IDisposable
{
    private const int LeastBlock = 16;
    private const int MostBlock = 256;
    private const int LeastPiece = 1 << 12;
    private const int MostPiece = 1 << 20;

    private readonly EntityBuckets _buckets;
    private readonly EventRecord _record;
    private readonly long _memoryBytes;
    private readonly Func<string> _newPath;
    private readonly OpenBlock[] _open;
    private readonly List<Stretch>[] _blocks;
    private readonly TextHeap[] _heaps;
    private readonly List<long[]> _pieces = [];
    private readonly Stack<long[]> _free = [];
    private readonly int[] _places = new int[EventReader.Capacity];
    private long _bytes;
    private int _pieceUsed;
    private SpillFile? _spilled;

    /// <param name="buckets">Where entities lie.</param>
    /// <param name="record">The form of an event.</param>
    /// <param name="memoryBytes">How much this writer keeps in memory, about.</param>
    /// <param name="newPath">A path for a file to spill to.</param>
    public BucketWriter(EntityBuckets buckets, EventRecord record, long memoryBytes, Func<string> newPath)
    {
        (_buckets, _record, _memoryBytes, _newPath) = (buckets, record, memoryBytes, newPath);
        _open = new OpenBlock[buckets.Count];
        _blocks = [.. Enumerable.Range(0, buckets.Count).Select(_ => new List<Stretch>())];
        _heaps = [.. Enumerable.Range(0, record.Texts.Count > 0 ? buckets.Count : 0).Select(_ => new TextHeap())];
    }

    /// <summary>Whether anything went to disk.</summary>
    public bool HasSpilled => _spilled is not null;

    /// <summary>Appends the chosen rows of a batch.</summary>
    /// <param name="events">The batch.</param>
    /// <param name="ids">The entity of each row of the batch.</param>
    /// <param name="rows">The rows chosen.</param>
    /// <param name="count">How many of <paramref name="rows"/> count.</param>
    /// <param name="words">Their inputs.</param>
    /// <exception cref="UnavailableException">The disk did not take what had to be spilled.</exception>
    [MethodImpl(HotLoop.AtOnce)]
    public void Append(EventReader events, int[] ids, int[] rows, int count, BatchWords words)
    {
        var places = _buckets.Places;
        var (times, known, sequences) = (events.EventTimes, events.KnownAts, events.Sequences);
        var (size, values, heads) = (_record.Words, words.Values, words.Flags[0]);
        var (knownAt, sequence, retractedAt) = (_record.KnownAt, _record.Sequence, _record.RetractedAt);
        var (head, firstInput, hasRest) = (_record.Head, _record.FirstInput, _heaps.Length > 0 || words.Flags.Length > 1);
        var (open, cut) = (_open, _buckets.Cut);

        // In a loop of its own, so that the waits for memory of different rows overlap.
        for (var i = 0; i < count; i++)
        {
            _places[i] = places[ids[rows[i]]];
        }

        for (var i = 0; i < count; i++)
        {
            var (row, place) = (rows[i], _places[i]);
            var bucket = cut.BucketOf(place);
            ref var block = ref open[bucket];
            if (block.Next == block.End)
            {
                Extend(bucket, ref block);
            }

            var record = block.Piece.AsSpan(block.Next, size);
            block.Next += size;
            head.Write(record, cut.NumberOf(place), heads[i], times[row]);
            if (knownAt >= 0)
            {
                record[knownAt] = known[row];
            }

            if (sequence >= 0)
            {
                record[sequence] = sequences[row];
            }

            for (var input = 0; input < values.Length; input++)
            {
                if (values[input].Length > 0)
                {
                    record[firstInput + input] = values[input][i];
                }
            }

            if (retractedAt >= 0)
            {
                record[retractedAt] = events.RetractedAts![row];
            }

            if (hasRest)
            {
                AppendRest(record, _heaps.Length > 0 ? _heaps[bucket] : null, words, i);
            }
        }

        if (_bytes > _memoryBytes)
        {
            Spill();
        }
    }

    /// <summary>Ends the writing.</summary>
    public void Seal()
    {
        for (var bucket = 0; bucket < _open.Length; bucket++)
        {
            Close(bucket, ref _open[bucket]);
        }

        _spilled?.Seal();
    }

    /// <summary>Adds a bucket's events to a list, reading those that were spilled.</summary>
    /// <exception cref="UnavailableException">The file cannot be read.</exception>
    public void Read(int bucket, List<Stretch> stretches, SpillBuffers buffers)
    {
        _spilled?.Read(bucket, stretches, buffers);
        stretches.AddRange(_blocks[bucket]);
    }

    public void Dispose() => _spilled?.Dispose();

    private void AppendRest(Span<long> record, TextHeap? heap, BatchWords words, int row)
    {
        var capacity = heap?.Capacity ?? 0;
        for (var word = 1; word < words.Flags.Length; word++)
        {
            record[_record.FirstFlags + word - 1] = (long)words.Flags[word][row];
        }

        for (var text = 0; text < words.Texts.Length; text++)
        {
            record[_record.FirstInput + _record.Texts[text]] = words.Texts[text][row] is { } value ? heap!.Add(value) : 0;
        }

        _bytes += (heap?.Capacity ?? 0) - capacity;
    }

    private void Extend(int bucket, ref OpenBlock open)
    {
        Close(bucket, ref open);
        var words = Math.Min(MostBlock, LeastBlock << Math.Min(_blocks[bucket].Count, 8)) * _record.Words;
        if (_pieces.Count == 0 || _pieceUsed + words > _pieces[^1].Length)
        {
            NewPiece(words);
        }

        open = new OpenBlock(_pieces[^1], _pieceUsed, _pieceUsed, _pieceUsed + words);
        _pieceUsed += words;
    }

    private void NewPiece(int words)
    {
        if (!_free.TryPop(out var piece) || piece.Length < words)
        {
            piece = LargePages.Advise(GC.AllocateUninitializedArray<long>(Math.Max(words, Math.Min(MostPiece, LeastPiece << Math.Min(_pieces.Count, 8)))));
        }

        _bytes += sizeof(long) * (long)piece.Length;
        _pieces.Add(piece);
        _pieceUsed = 0;
    }

    private void Close(int bucket, ref OpenBlock open)
    {
        if (open.Next > open.Start)
        {
            _blocks[bucket].Add(new Stretch(open.Piece, open.Start, open.Next - open.Start, _heaps.Length > 0 ? _heaps[bucket] : null));
        }

        open = default;
    }

    private void Spill()
    {
        _spilled ??= new SpillFile(_newPath(), _buckets.Count);
        for (var bucket = 0; bucket < _open.Length; bucket++)
        {
            Close(bucket, ref _open[bucket]);
            _spilled.Write(bucket, _blocks[bucket], _heaps.Length > 0 ? _heaps[bucket] : null);
            _blocks[bucket].Clear();
            if (_heaps.Length > 0)
            {
                _heaps[bucket] = new TextHeap();
            }
        }

        foreach (var piece in _pieces)
        {
            _free.Push(piece);
        }

        _pieces.Clear();
        _bytes = 0;
    }

    private record struct OpenBlock(long[] Piece, int Start, int Next, int End);
}

/// <summary>Events of one bucket, one after the other.</summary>
/// <param name="Words">Where they lie.</param>
/// <param name="Start">The first word.</param>
/// <param name="Length">How many words.</param>
/// <param name="Texts">Where their texts lie; null where no input is a text.</param>
internal readonly record struct Stretch(long[] Words, int Start, int Length, TextHeap? Texts);

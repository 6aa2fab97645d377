using System.Runtime.InteropServices;
using Larder.Errors;

namespace Larder.Offline.Buckets;

/// <summary>What one writer could not keep in memory: per bucket some segments, each the events and then their texts. Written once, then read by many threads.</summary>
internal sealed class SpillFile : IDisposable
{
    private const int MostWords = 1 << 24;

    private readonly string _path;
    private readonly FileStream _file;
    private readonly List<Segment>[] _segments;

    /// <exception cref="UnavailableException">The file cannot be made.</exception>
    public SpillFile(string path, int buckets)
    {
        _path = path;
        _segments = [.. Enumerable.Range(0, buckets).Select(_ => new List<Segment>())];
        _file = Try(() => new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            BufferSize = 1 << 20,
            Options = FileOptions.DeleteOnClose,
        }));
    }

    /// <summary>Appends events of a bucket.</summary>
    /// <exception cref="UnavailableException">The disk is full or fails.</exception>
    public void Write(int bucket, IReadOnlyList<Stretch> stretches, TextHeap? texts)
    {
        if (stretches.Count == 0)
        {
            return;
        }

        Try(() =>
        {
            var first = _segments[bucket].Count;
            var (offset, words) = (_file.Position, 0);
            foreach (var stretch in stretches)
            {
                _file.Write(MemoryMarshal.AsBytes(stretch.Words.AsSpan(stretch.Start, stretch.Length)));
                words += stretch.Length;
                if (words >= MostWords)
                {
                    _segments[bucket].Add(new Segment(offset, words, 0, 0));
                    (offset, words) = (_file.Position, 0);
                }
            }

            _segments[bucket].Add(new Segment(offset, words, 0, 0));
            var (textOffset, textBytes) = (_file.Position, texts?.Length ?? 0);
            _file.Write(texts is null ? [] : texts.Bytes);
            foreach (ref var segment in CollectionsMarshal.AsSpan(_segments[bucket])[first..])
            {
                segment = segment with { TextOffset = textOffset, TextBytes = textBytes };
            }

            return true;
        });
    }

    /// <summary>Ends the writing.</summary>
    /// <exception cref="UnavailableException">The disk is full or fails.</exception>
    public void Seal() => Try(() =>
    {
        _file.Flush();
        return true;
    });

    /// <summary>Adds a bucket's segments to a list.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="stretches">The list.</param>
    /// <param name="buffers">Where the segments lie from then on.</param>
    /// <exception cref="UnavailableException">The file cannot be read.</exception>
    public void Read(int bucket, List<Stretch> stretches, SpillBuffers buffers)
    {
        var (texts, textOffset) = (new TextHeap(), -1L);
        foreach (var segment in _segments[bucket])
        {
            if (segment.TextOffset != textOffset)
            {
                var bytes = buffers.Texts.Take(segment.TextBytes);
                Fill(bytes.AsSpan(0, segment.TextBytes), segment.TextOffset);
                (texts, textOffset) = (new TextHeap(bytes, segment.TextBytes), segment.TextOffset);
            }

            var words = buffers.Words.Take(segment.Words);
            Fill(MemoryMarshal.AsBytes(words.AsSpan(0, segment.Words)), segment.Offset);
            stretches.Add(new Stretch(words, 0, segment.Words, texts));
        }
    }

    public void Dispose()
    {
        try
        {
            _file.Dispose();
        }
        catch (IOException)
        {
            // What a full disk did not take is not needed any more; the file is gone.
        }
    }

    private void Fill(Span<byte> target, long offset)
    {
        while (!target.IsEmpty)
        {
            var read = 0;
            try
            {
                read = RandomAccess.Read(_file.SafeFileHandle, target, offset);
            }
            catch (IOException failed)
            {
                throw Failed(failed);
            }

            if (read == 0)
            {
                throw Failed(new EndOfStreamException("it is shorter than what was written"));
            }

            target = target[read..];
            offset += read;
        }
    }

    private T Try<T>(Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw Failed(failed);
        }
    }

    private UnavailableException Failed(Exception failed) => new(
        $"Events that do not fit the memory limit cannot be kept in {Path.GetDirectoryName(_path)} ({failed.Message.TrimEnd('.')}). Nothing was changed; "
        + "free space there and run the step again, give another folder with --state, or raise Larder:MemoryLimit.",
        innerException: failed);

    private readonly record struct Segment(long Offset, int Words, long TextOffset, int TextBytes);
}

using System.Buffers.Binary;
using System.IO.Compression;

namespace Larder.Ingestion;

/// <summary>
/// Reads a gzip file member by member and makes sure that each is whole; the decompressor alone ends quietly where the bytes end, so a
/// cut file would only look shorter:
/// 1. the header says where a member's compressed bytes begin;
/// 2. they are decompressed, with length and checksum counted;
/// 3. the decompressor takes bytes in advance, so where they end is found by the trailer, which must hold that checksum and length;
/// 4. another member follows, or zeros (padding), or nothing.
/// </summary>
/// <param name="file">The file, which can seek.</param>
internal sealed class GzipMembers(FileStream file)
{
    private const int HeaderLength = 10;
    private const int TrailerLength = 8;
    private const byte HasHeaderChecksum = 2;
    private const byte HasExtra = 4;
    private const byte HasName = 8;
    private const byte HasComment = 16;
    private const byte Reserved = 0xE0;

    private readonly byte[] _buffer = new byte[1 << 16];

    /// <summary>Takes decompressed bytes.</summary>
    public delegate void Sink(ReadOnlySpan<byte> bytes);

    /// <summary>Whether the engine reads the file by itself: one member, no padding, nothing in the header but a name. Known after <see cref="Read"/>.</summary>
    public bool ArePlain { get; private set; } = true;

    /// <summary>Decompresses all members.</summary>
    /// <param name="sink">Told all bytes, in order.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InvalidDataException">A member is cut or damaged, or something else follows the last one.</exception>
    public void Read(Sink sink, CancellationToken cancellationToken)
    {
        file.Position = 0;
        do
        {
            ReadMember(sink, cancellationToken);
        }
        while (!IsEnd());
    }

    private void ReadMember(Sink sink, CancellationToken cancellationToken)
    {
        SkipHeader();
        using var taken = new TakenInAdvance(file);
        using var deflate = new DeflateStream(taken, CompressionMode.Decompress);
        var (checksum, length) = (0u, 0L);
        for (int read; (read = deflate.Read(_buffer)) > 0; length += read)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var bytes = _buffer.AsSpan(0, read);
            checksum = Crc32.Add(checksum, bytes);
            sink(bytes);
        }

        FindTrailer(taken.LastStart, checksum, (uint)length);
    }

    /// <summary>Moves behind the trailer, which begins somewhere in the last bytes taken or right behind them.</summary>
    private void FindTrailer(long from, uint checksum, uint length)
    {
        Span<byte> trailer = stackalloc byte[TrailerLength];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, checksum);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[sizeof(uint)..], length);
        var end = Math.Min(file.Length, file.Position + TrailerLength);
        var bytes = new byte[Math.Max(0, end - from)];
        file.Position = from;
        file.ReadExactly(bytes);
        for (var at = bytes.AsSpan().IndexOf(trailer); at >= 0; at = Next(bytes, trailer, at + 1))
        {
            file.Position = from + at + TrailerLength;
            if (MayFollow())
            {
                return;
            }
        }

        throw new InvalidDataException("The trailer of a member is missing or of other bytes.");
    }

    private static int Next(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> trailer, int from)
    {
        var at = bytes[from..].IndexOf(trailer);
        return at < 0 ? -1 : from + at;
    }

    /// <summary>Whether a member, zeros or nothing come next: an empty member's trailer is all zeros, and its compressed bytes end with one.</summary>
    private bool MayFollow()
    {
        var start = file.Position;
        var isMember = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = start;
        return isMember || IsPadding();
    }

    /// <summary>Whether only zeros follow, or nothing.</summary>
    private bool IsEnd()
    {
        if (file.Position == file.Length)
        {
            return true;
        }

        ArePlain = false;
        return IsPadding();
    }

    private bool IsPadding()
    {
        var start = file.Position;
        var onlyZeros = true;
        for (int read; onlyZeros && (read = file.Read(_buffer)) > 0;)
        {
            onlyZeros = !_buffer.AsSpan(0, read).ContainsAnyExcept((byte)0);
        }

        file.Position = start;
        return onlyZeros;
    }

    private void SkipHeader()
    {
        var start = file.Position;
        Span<byte> header = stackalloc byte[HeaderLength];
        if (file.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) < HeaderLength || header is not [0x1F, 0x8B, 8, ..] || (header[3] & Reserved) != 0)
        {
            throw new InvalidDataException("No member begins here.");
        }

        var flags = header[3];
        ArePlain &= (flags & ~HasName) == 0;
        if ((flags & HasExtra) != 0)
        {
            var length = NextByte() | (NextByte() << 8);
            file.Position += length;
        }

        SkipText((flags & HasName) != 0);
        SkipText((flags & HasComment) != 0);
        if ((flags & HasHeaderChecksum) != 0)
        {
            var bytes = new byte[file.Position - start];
            file.Position = start;
            var isWhole = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length;
            if (!isWhole || (ushort)Crc32.Add(0, bytes) != (NextByte() | (NextByte() << 8)))
            {
                throw new InvalidDataException("The checksum of a header is of other bytes.");
            }
        }
    }

    private void SkipText(bool isThere)
    {
        while (isThere && NextByte() != 0)
        {
        }
    }

    private int NextByte() => file.ReadByte() is >= 0 and var b ? b : throw new InvalidDataException("The file ends in a header.");

    /// <summary>Remembers where the last bytes began that the decompressor took.</summary>
    private sealed class TakenInAdvance(FileStream inner) : Stream
    {
        public long LastStart { get; private set; } = inner.Position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var start = inner.Position;
            var read = inner.Read(buffer);
            LastStart = read > 0 ? start : LastStart;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

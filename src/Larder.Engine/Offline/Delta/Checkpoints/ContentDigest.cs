using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Larder.Types;

namespace Larder.Offline.Delta;

/// <summary>
/// A digest of all that a checkpoint states. It tells a checkpoint that was changed on disk from one that was not: Parquet as such notices a file cut short, and not a text in it with
/// other letters. The version is part of it, so that a file under another's name is noticed too. The form is persisted: what is added to it gets another key in the file.
/// </summary>
internal sealed class ContentDigest : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _buffer = new byte[1 << 16];
    private int _length;

    public static string Of(CheckpointContent content)
    {
        using var digest = new ContentDigest();
        digest.Begin(content.Version, content.Protocol, content.Metadata);
        foreach (var transaction in content.Transactions)
        {
            digest.Transaction(transaction.AppId, transaction.Version, transaction.CommittedIn, transaction.LastUpdated, transaction.UserMetadata);
        }

        foreach (var file in content.Tombstones)
        {
            digest.Remove(file);
        }

        foreach (var file in content.Files)
        {
            digest.Add(file);
        }

        return digest.End();
    }

    public void Dispose() => _hash.Dispose();

    /// <summary>What comes first. Then follow the transactions, the removed files and the files, each in the order of the rows.</summary>
    public void Begin(long version, DeltaProtocol protocol, LogMetadata metadata)
    {
        Number(version);
        Number(protocol.MinReaderVersion);
        Number(protocol.MinWriterVersion);
        Texts(protocol.ReaderFeatures);
        Texts(protocol.WriterFeatures);
        Add(metadata);
    }

    public void Transaction(string appId, long version, long committedIn, Instant? lastUpdated, string? userMetadata)
    {
        Text(appId);
        Number(version);
        Number(committedIn);
        Time(lastUpdated);
        Text(userMetadata);
    }

    public void Remove(LogTombstone file)
    {
        Text(file.Key.Path);
        Time(file.DeletedAt);
        Map(file.PartitionValues ?? FileTags.None);
        Number(file.Size ?? -1);
    }

    public void Add(DeltaFile file)
    {
        Text(file.Path);
        Map(file.PartitionValues);
        Number(file.Size);
        Time(file.ModificationTime);
        Statistics(file.Stats.Span);
        Number(file.AddedIn);
        Map(file.Tags);
    }

    public string End()
    {
        Flush();
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    private void Add(LogMetadata metadata)
    {
        Text(metadata.Id);
        Text(metadata.Name);
        Text(metadata.Description);
        Text(metadata.Provider);
        Map(metadata.FormatOptions);
        Text(metadata.SchemaString);
        Texts(metadata.PartitionColumns);
        Map(metadata.Configuration);
        Time(metadata.CreatedTime);
    }

    private void Texts(IReadOnlyList<string> texts)
    {
        Number(texts.Count);
        foreach (var text in texts)
        {
            Text(text);
        }
    }

    private void Map(IReadOnlyDictionary<string, string?> map)
    {
        Number(map.Count);
        if (map.Count == 0)
        {
            return;
        }

        foreach (var (key, value) in map.Count > 1 ? map.OrderBy(entry => entry.Key, StringComparer.Ordinal) : (IEnumerable<KeyValuePair<string, string?>>)map)
        {
            Text(key);
            Text(value);
        }
    }

    /// <summary>Milliseconds, which is what the log keeps.</summary>
    private void Time(Instant? time) => Number(time is { } instant ? ActionLines.Milliseconds(instant) : long.MinValue);

    /// <summary>A text with its length before it, so that no two lists of texts look alike; −1 for none.</summary>
    private void Text(string? text)
    {
        if (text is null)
        {
            Number(-1);
            return;
        }

        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        Reserve(most + sizeof(long));
        var written = Encoding.UTF8.GetBytes(text, _buffer.AsSpan(_length + sizeof(long)));
        BinaryPrimitives.WriteInt64LittleEndian(_buffer.AsSpan(_length), written);
        _length += written + sizeof(long);
    }

    /// <summary>As a text, and none where there are none.</summary>
    private void Statistics(ReadOnlySpan<byte> stats)
    {
        Number(stats.IsEmpty ? -1 : stats.Length);
        Reserve(stats.Length);
        stats.CopyTo(_buffer.AsSpan(_length));
        _length += stats.Length;
    }

    private void Number(long number)
    {
        Reserve(sizeof(long));
        BinaryPrimitives.WriteInt64LittleEndian(_buffer.AsSpan(_length), number);
        _length += sizeof(long);
    }

    private void Reserve(int bytes)
    {
        if (_buffer.Length - _length >= bytes)
        {
            return;
        }

        Flush();
        if (_buffer.Length < bytes)
        {
            _buffer = new byte[bytes];
        }
    }

    private void Flush()
    {
        _hash.AppendData(_buffer, 0, _length);
        _length = 0;
    }
}

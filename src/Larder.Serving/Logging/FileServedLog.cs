using System.Buffers;
using System.Threading.Channels;
using Larder.Errors;
using Larder.Storage;
using Larder.Types;

namespace Larder.Serving.Logging;

/// <summary>
/// Served vectors in files that only grow, one line of JSON each; a new file for each process, each day (UTC) and each so many bytes. A request
/// leaves its vectors in a queue of bounded length; one writer empties it, looks up what the online store was made from, and hands the lines to the
/// operating system. A process that is killed loses what was still queued and at most tears its last line, which readers pass over.
/// </summary>
/// <threadsafety>Safe for use by many threads.</threadsafety>
public sealed class FileServedLog : IServedLog, IAsyncDisposable
{
    private const int MostAtOnce = 1_024;

    private readonly FileServedLogOptions _options;
    private readonly EntitySample _sample;
    private readonly TimeProvider _clock;
    private readonly OriginLookup _origins;
    private readonly Channel<ServedVector> _queue;
    private readonly LogFiles _files;
    private readonly Task _writer;
    private long _logged;
    private long _dropped;
    private long _failed;
    private bool _isBroken;

    /// <summary>Opens a log; nothing is written before the first vector.</summary>
    /// <param name="options">Where and how much.</param>
    /// <param name="store">The online store served from; asked, beside the requests, what its views were made from.</param>
    /// <param name="clock">Names the files and tells the days.</param>
    /// <exception cref="InvalidInputException">The rate is not from 0 to 1, or a size is not positive.</exception>
    public FileServedLog(FileServedLogOptions options, IOnlineStore store, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(clock);
        if (options.Capacity < 1 || options.MaxFileBytes < 1)
        {
            throw new InvalidInputException($"The log of served vectors cannot hold {options.Capacity} vectors in files of {options.MaxFileBytes} bytes; give at least one of each.");
        }

        _options = options;
        _sample = new EntitySample(options.Rate);
        _clock = clock;
        _origins = new OriginLookup(store);
        _files = new LogFiles(options.Folder, options.MaxFileBytes);
        _queue = Channel.CreateBounded<ServedVector>(new BoundedChannelOptions(options.Capacity) { SingleReader = true });
        _writer = Task.Run(WriteAsync);
    }

    /// <inheritdoc/>
    public ServedLogCounts Counts => new(Interlocked.Read(ref _logged), Interlocked.Read(ref _dropped), Interlocked.Read(ref _failed));

    /// <inheritdoc/>
    public bool Samples(EntityKey key) => _sample.Takes(key);

    /// <inheritdoc/>
    public bool TryAdd(ServedVector vector)
    {
        ArgumentNullException.ThrowIfNull(vector);
        if (_queue.Writer.TryWrite(vector))
        {
            return true;
        }

        Interlocked.Increment(ref _dropped);
        return false;
    }

    /// <summary>Writes what is queued and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writer.ConfigureAwait(false);
        _files.Dispose();
    }

    private async Task WriteAsync()
    {
        var batch = new List<ServedVector>();
        var lines = new ArrayBufferWriter<byte>();
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.Clear();
            lines.ResetWrittenCount();
            while (batch.Count < MostAtOnce && _queue.Reader.TryRead(out var next))
            {
                batch.Add(next);
            }

            await _origins.RefreshAsync(batch.Select(v => v.Plan).Distinct()).ConfigureAwait(false);
            foreach (var vector in batch)
            {
                ServedVectorJson.WriteLine(vector with { Origins = _origins.Of(vector.Plan) }, lines);
            }

            Write(lines, batch.Count);
        }
    }

    private void Write(ArrayBufferWriter<byte> lines, int count)
    {
        try
        {
            _files.Append(lines.WrittenSpan, Instant.From(_clock.GetUtcNow()));
            Interlocked.Add(ref _logged, count);
            _isBroken = false;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            Interlocked.Add(ref _failed, count);
            if (!_isBroken)
            {
                _options.OnProblem?.Invoke($"The log of served vectors in {_options.Folder} cannot be written ({failed.Message.TrimEnd('.')}); serving goes on and what it would hold is lost. Check space and permissions.");
            }

            _isBroken = true;
        }
    }
}

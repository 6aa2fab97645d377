using System.Collections.Concurrent;
using Larder.DuckDb;

namespace Larder.Ingestion;

/// <summary>Reads a query's rows on a thread of its own, a few chunks ahead of who takes them; the order is the query's, and its errors come when the rows before them have been taken.</summary>
internal sealed class ReadAhead : IDisposable
{
    private const int MostChunks = 16;

    private readonly BlockingCollection<DuckDbChunk> _chunks = new(MostChunks);
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenSource _stop;
    private readonly DuckDbResult _result;
    private readonly Task _reading;
    private DuckDbChunk? _current;

    /// <summary>Begins to read.</summary>
    /// <param name="result">The query's rows, whose connection is not used by others meanwhile; disposed with this.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    public ReadAhead(DuckDbResult result, CancellationToken cancellationToken)
    {
        (_result, _cancellationToken) = (result, cancellationToken);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _reading = Task.Run(Fill, CancellationToken.None);
    }

    /// <summary>The next rows, valid until the next call; null at the end.</summary>
    /// <exception cref="DuckDbException">The query failed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public DuckDbChunk? Read()
    {
        _current?.Dispose();
        _current = null;
        if (_chunks.TryTake(out var chunk, Timeout.Infinite, _cancellationToken))
        {
            return _current = chunk;
        }

        _cancellationToken.ThrowIfCancellationRequested();
        _reading.GetAwaiter().GetResult();
        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        ((IAsyncResult)_reading).AsyncWaitHandle.WaitOne();
        _current?.Dispose();
        while (_chunks.TryTake(out var chunk))
        {
            chunk.Dispose();
        }

        _result.Dispose();
        _chunks.Dispose();
        _stop.Dispose();
    }

    private void Fill()
    {
        try
        {
            while (_result.Take(_stop.Token) is { } chunk)
            {
                Put(chunk);
            }
        }
        finally
        {
            _chunks.CompleteAdding();
        }
    }

    private void Put(DuckDbChunk chunk)
    {
        try
        {
            _chunks.Add(chunk, _stop.Token);
        }
        catch (OperationCanceledException)
        {
            chunk.Dispose();
            throw;
        }
    }
}

using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace Larder.Server.Http;

/// <summary>A whole request body in one piece of memory: Kestrel's own where it arrived in one, else a pooled copy.</summary>
internal readonly struct RequestBody : IDisposable
{
    private readonly PipeReader _reader;
    private readonly ReadOnlySequence<byte> _sequence;
    private readonly byte[]? _copy;

    private RequestBody(PipeReader reader, ReadOnlySequence<byte> sequence)
    {
        (_reader, _sequence) = (reader, sequence);
        if (!sequence.IsSingleSegment)
        {
            _copy = ArrayPool<byte>.Shared.Rent((int)sequence.Length);
            sequence.CopyTo(_copy);
        }
    }

    public ReadOnlySpan<byte> Bytes => _copy is null ? _sequence.FirstSpan : _copy.AsSpan(0, (int)_sequence.Length);

    public static ValueTask<RequestBody> ReadAsync(HttpContext context, int limit)
    {
        if (context.Request.ContentLength > limit)
        {
            throw TooLarge(limit);
        }

        var reader = context.Request.BodyReader;
        if (!reader.TryRead(out var read))
        {
            return ReadRestAsync(reader, null, limit, context.RequestAborted);
        }

        return read.IsCompleted && read.Buffer.Length <= limit
            ? new(new RequestBody(reader, read.Buffer))
            : ReadRestAsync(reader, read, limit, context.RequestAborted);
    }

    public void Dispose()
    {
        if (_copy is not null)
        {
            ArrayPool<byte>.Shared.Return(_copy);
        }

        _reader.AdvanceTo(_sequence.End);
    }

    private static async ValueTask<RequestBody> ReadRestAsync(PipeReader reader, ReadResult? first, int limit, CancellationToken cancellationToken)
    {
        var read = first ?? await reader.ReadAsync(cancellationToken);
        while (true)
        {
            if (read.IsCompleted && read.Buffer.Length <= limit)
            {
                return new RequestBody(reader, read.Buffer);
            }

            // Nothing is consumed, so the next read gives all bytes from the first on.
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.Buffer.Length > limit)
            {
                throw TooLarge(limit);
            }

            read = await reader.ReadAsync(cancellationToken);
        }
    }

    private static RequestProblemException TooLarge(int limit) => new(
        StatusCodes.Status413PayloadTooLarge, $"The request body is larger than {limit} bytes; send fewer entities at a time.");
}

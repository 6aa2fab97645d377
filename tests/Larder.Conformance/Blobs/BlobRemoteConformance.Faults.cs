using Larder.Errors;
using Larder.Testing;

namespace Larder.Conformance;

public abstract partial class BlobRemoteConformance
{
    [Fact]
    public async Task A_source_that_fails_in_the_middle_leaves_nothing_and_the_write_may_be_repeated()
    {
        var blob = Blob.OfSize(2_000_000);
        using var broken = new BrokenStream(blob.Bytes, failsAt: 1_200_000);

        await Should.ThrowAsync<Exception>(() => Remote.WriteAsync(blob.Id, broken, Token));

        (await Remote.FindAsync([blob.Id], Token)).ShouldBeEmpty();
        (await Remote.OpenAsync(blob.Id, Token)).ShouldBeNull();
        await WriteAsync(blob);
        (await ReadAsync(blob.Id)).ShouldBe(blob.Bytes);
    }

    [Fact]
    public async Task A_write_that_is_cancelled_in_the_middle_leaves_nothing()
    {
        var blob = Blob.OfSize(2_000_000);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var source = new BrokenStream(blob.Bytes, failsAt: 1_200_000) { Reached = cancellation.Cancel };

        await Should.ThrowAsync<OperationCanceledException>(() => Remote.WriteAsync(blob.Id, source, cancellation.Token));

        (await Remote.FindAsync([blob.Id], Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cancelled_token_stops_every_call_before_it_does_anything()
    {
        var blob = Blob.Of("never");
        var cancelled = new CancellationToken(canceled: true);
        using var content = new MemoryStream(blob.Bytes);

        await Should.ThrowAsync<OperationCanceledException>(() => Remote.FindAsync([blob.Id], cancelled));
        await Should.ThrowAsync<OperationCanceledException>(() => Remote.OpenAsync(blob.Id, cancelled));
        await Should.ThrowAsync<OperationCanceledException>(() => Remote.WriteAsync(blob.Id, content, cancelled));

        (await Remote.FindAsync([blob.Id], Token)).ShouldBeEmpty();
    }

    /// <summary>A third of the calls fails before it is done, a third is done and reported as failed; whoever repeats them gets everything across.</summary>
    [Fact]
    public async Task Whoever_repeats_what_failed_gets_everything_across()
    {
        var faulty = new FaultyBlobRemote(Remote, (_, call) => (call % 3) switch { 0 => Fault.None, 1 => Fault.After, _ => Fault.Before });
        Blob[] blobs = [.. Enumerable.Range(0, 9).Select(i => Blob.Of($"again {i}"))];
        foreach (var blob in blobs)
        {
            await RepeatAsync(async () =>
            {
                using var content = new MemoryStream(blob.Bytes);
                await faulty.WriteAsync(blob.Id, content, Token);
                return true;
            });
        }

        (await RepeatAsync(() => faulty.FindAsync([.. blobs.Select(blob => blob.Id)], Token))).Count.ShouldBe(blobs.Length);
        foreach (var blob in blobs)
        {
            await using var source = await RepeatAsync(() => faulty.OpenAsync(blob.Id, Token));
            (await ReadAsync(blob.Id)).ShouldBe(blob.Bytes);
        }
    }

    private static async Task<T> RepeatAsync<T>(Func<Task<T>> call)
    {
        while (true)
        {
            try
            {
                return await call();
            }
            catch (UnavailableException failed) when (failed.IsTransient)
            {
                // The plan lets one of three calls through.
            }
        }
    }

    /// <summary>Bytes that cannot be read to their end, or during whose reading something happens.</summary>
    private sealed class BrokenStream(byte[] bytes, int failsAt) : MemoryStream(bytes, writable: false)
    {
        /// <summary>What happens instead of a failure.</summary>
        public Action? Reached { get; init; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            Reach();
            return base.Read(buffer, offset, Math.Min(count, 64 << 10));
        }

        public override int Read(Span<byte> buffer)
        {
            var bytes = new byte[buffer.Length];
            var read = Read(bytes, 0, bytes.Length);
            bytes.AsSpan(0, read).CopyTo(buffer);
            return read;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer, offset, count));

        public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            var buffer = new byte[64 << 10];
            while (Read(buffer, 0, buffer.Length) is > 0 and var read)
            {
                await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }

        private void Reach()
        {
            if (Position >= failsAt)
            {
                if (Reached is null)
                {
                    throw new IOException("The source broke.");
                }

                Reached();
            }
        }
    }
}

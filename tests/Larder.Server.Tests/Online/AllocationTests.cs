using System.Buffers;
using System.IO.Pipelines;
using Larder.Server;
using Larder.Server.Http;
using Larder.Server.Online;
using Larder.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.ObjectPool;

namespace Larder.Online;

/// <summary>Gates what a request allocates in Larder's own code: the bytes are the same on every machine, the time is not.</summary>
public class AllocationTests
{
    /// <summary>In a debug build every async method allocates its state as well, which is most of it.</summary>
    private const int MostBytesPerRequest = 1024;

    private const string Request =
        """
        {"features":["profile:member","profile:rank","profile:items","profile:score","profile:amount","profile:seen_at"],"entities":{"customer_id":["C1"]}}
        """;

    [Fact]
    public async Task A_known_request_allocates_little() => (await BytesPerRequestAsync(isMonitored: true)).ShouldBeLessThan(MostBytesPerRequest);

    [Fact]
    public async Task Counting_allocates_nothing() => (await BytesPerRequestAsync(isMonitored: true)).ShouldBe(await BytesPerRequestAsync(isMonitored: false));

    private static async Task<long> BytesPerRequestAsync(bool isMonitored)
    {
        var world = await ShopWorld.CreateAsync();
        await world.PutProfileAsync("C1", "2024-03-01T08:00:00Z");
        var options = new LarderOptions();
        ServedShop.Configure(options, world);
        options.Monitoring = isMonitored;
        using var runtime = new LarderRuntime(options, world.Clock);
        await runtime.StartAsync(default);
        var endpoint = new OnlineFeaturesEndpoint(runtime, new DefaultObjectPool<ResponseBuffer>(new ResponseBufferPolicy()), NullLogger.Instance);
        var connection = new Connection(System.Text.Encoding.UTF8.GetBytes(Request));
        for (var i = 0; i < 20; i++)
        {
            await endpoint.InvokeAsync(connection.Context);
        }

        connection.Written.ShouldBeGreaterThan(0);
        connection.Context.Response.StatusCode.ShouldBe(200);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            endpoint.InvokeAsync(connection.Context).IsCompletedSuccessfully.ShouldBeTrue();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / 100;
    }

    /// <summary>A request whose body is there at once and whose answer goes nowhere; it can be sent any number of times.</summary>
    private sealed class Connection : PipeReader, IRequestBodyPipeFeature, IHttpResponseBodyFeature
    {
        private readonly ReadOnlySequence<byte> _body;
        private readonly Sink _sink = new();

        public Connection(byte[] body)
        {
            _body = new ReadOnlySequence<byte>(body);
            Context = new DefaultHttpContext();
            Context.Request.Method = "POST";
            Context.Request.ContentLength = body.Length;
            Context.Features.Set<IRequestBodyPipeFeature>(this);
            Context.Features.Set<IHttpResponseBodyFeature>(this);
        }

        public HttpContext Context { get; }

        public long Written => _sink.Written;

        PipeReader IRequestBodyPipeFeature.Reader => this;

        Stream IHttpResponseBodyFeature.Stream => Stream.Null;

        PipeWriter IHttpResponseBodyFeature.Writer => _sink;

        public override bool TryRead(out ReadResult result)
        {
            result = new ReadResult(_body, isCanceled: false, isCompleted: true);
            return true;
        }

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => new(new ReadResult(_body, false, true));

        public override void AdvanceTo(SequencePosition consumed)
        {
        }

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
        }

        public override void CancelPendingRead()
        {
        }

        public override void Complete(Exception? exception = null)
        {
        }

        void IHttpResponseBodyFeature.DisableBuffering()
        {
        }

        Task IHttpResponseBodyFeature.StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        Task IHttpResponseBodyFeature.SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken) => throw new NotSupportedException();

        Task IHttpResponseBodyFeature.CompleteAsync() => Task.CompletedTask;
    }

    private sealed class Sink : PipeWriter
    {
        public long Written { get; private set; }

        public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
        {
            Written += source.Length;
            return new(new FlushResult(false, false));
        }

        public override void Advance(int bytes) => Written += bytes;

        public override Memory<byte> GetMemory(int sizeHint = 0) => new byte[Math.Max(sizeHint, 4096)];

        public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => new(new FlushResult(false, false));

        public override void CancelPendingFlush()
        {
        }

        public override void Complete(Exception? exception = null)
        {
        }
    }
}

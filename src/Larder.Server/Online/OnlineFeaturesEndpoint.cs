using Larder.Server.Http;
using Larder.Serving.Online;
using Larder.Types;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.ObjectPool;

namespace Larder.Server.Online;

/// <summary><c>POST /get-online-features</c>. The hot path: a request known by its list of features allocates its keys and little else.</summary>
internal sealed class OnlineFeaturesEndpoint(LarderRuntime runtime, ObjectPool<ResponseBuffer> buffers, ILogger logger)
    : LarderEndpoint(runtime.Metrics.Endpoint(Path), runtime.Clock, logger)
{
    public const string Path = "/get-online-features";

    /// <summary>An answer of more values than this is sent in pieces while it is written.</summary>
    private const int MostValuesHeld = 4096;

    /// <summary>Size of such a piece, in bytes.</summary>
    private const int PieceSize = 64 * 1024;

    private readonly OnlineFeaturesPlans _plans = new(runtime);

    protected override async ValueTask HandleAsync(HttpContext context)
    {
        var (plan, frame, at) = await ReadRequestAsync(context);
        using (frame)
        {
            await runtime.Reader.ReadAsync(frame, at, context.RequestAborted);
            runtime.Log(frame, at);
            Metrics.AddEntities(frame.Count);
            await RespondAsync(context, plan, frame);
        }
    }

    private async ValueTask<(OnlineFeaturesPlan Plan, FeatureFrame Frame, Instant At)> ReadRequestAsync(HttpContext context)
    {
        using var body = await RequestBody.ReadAsync(context, runtime.Options.MaxBodyBytes);
        var bytes = body.Bytes;
        var fields = OnlineFeaturesFields.Read(bytes);
        var plan = _plans.Find(bytes[fields.Features], fields.FullNames);
        var frame = plan.Read.Rent();
        try
        {
            plan.Columns.Read(bytes[fields.Entities], frame);
        }
        catch
        {
            frame.Dispose();
            throw;
        }

        return (plan, frame, fields.AsOf ?? Instant.From(Clock.GetUtcNow()));
    }

    private async ValueTask RespondAsync(HttpContext context, OnlineFeaturesPlan plan, FeatureFrame frame)
    {
        var columns = OnlineFeaturesWriter.Columns(plan);
        var buffer = buffers.Get();
        try
        {
            if ((long)columns * frame.Count > MostValuesHeld)
            {
                await StreamAsync(context, buffer, plan, frame);
                return;
            }

            OnlineFeaturesWriter.Begin(buffer.Json, plan);
            for (var column = 0; column < columns; column++)
            {
                OnlineFeaturesWriter.Column(buffer.Json, plan, frame, column);
            }

            OnlineFeaturesWriter.End(buffer.Json);
            await buffer.SendAsync(context);
        }
        finally
        {
            buffers.Return(buffer);
        }
    }

    private static async ValueTask StreamAsync(HttpContext context, ResponseBuffer buffer, OnlineFeaturesPlan plan, FeatureFrame frame)
    {
        context.Response.ContentType = "application/json";
        var response = context.Response.BodyWriter;
        buffer.WriteTo(response);
        OnlineFeaturesWriter.Begin(buffer.Json, plan);
        var sent = 0L;
        for (var column = 0; column < OnlineFeaturesWriter.Columns(plan); column++)
        {
            OnlineFeaturesWriter.Column(buffer.Json, plan, frame, column);
            if (buffer.Json.BytesCommitted + buffer.Json.BytesPending - sent > PieceSize)
            {
                buffer.Json.Flush();
                sent = buffer.Json.BytesCommitted;
                await response.FlushAsync(context.RequestAborted);
            }
        }

        OnlineFeaturesWriter.End(buffer.Json);
        buffer.Json.Flush();
        await response.FlushAsync(context.RequestAborted);
    }
}

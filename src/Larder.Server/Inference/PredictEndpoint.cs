using System.Buffers;
using System.Runtime.CompilerServices;
using Larder.Server.Http;
using Larder.Server.Json;
using Larder.Serving.Online;
using Larder.Types;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.ObjectPool;

namespace Larder.Server.Inference;

/// <summary><c>POST /predict</c></summary>
internal sealed class PredictEndpoint(LarderRuntime runtime, ObjectPool<ResponseBuffer> buffers, ILogger logger)
    : LarderEndpoint(runtime.Metrics.Endpoint(Path), runtime.Clock, logger)
{
    public const string Path = "/predict";

    private readonly ConditionalWeakTable<ReadPlan, Inputs> _inputs = [];

    protected override async ValueTask HandleAsync(HttpContext context)
    {
        using var body = await RequestBody.ReadAsync(context, runtime.Options.MaxBodyBytes);
        var fields = PredictFields.Read(body.Bytes);
        var model = await runtime.Predictor.FindAsync(fields.Model, fields.Selector, context.RequestAborted);
        var inputs = _inputs.GetValue(model.Features, plan => new Inputs(plan, runtime));
        using var frame = model.Features.Rent();
        inputs.Columns.Read(body.Bytes[fields.Entities], frame);
        var at = fields.AsOf ?? Instant.From(Clock.GetUtcNow());

        var scores = ArrayPool<double>.Shared.Rent(frame.Count);
        var buffer = buffers.Get();
        try
        {
            await runtime.Predictor.PredictAsync(model, frame, at, scores, context.RequestAborted);
            runtime.Log(frame, at, model);
            Metrics.AddEntities(frame.Count);
            runtime.Metrics.AddPredictions(model.Name, model.Version, frame.Count);
            inputs.Predictions.Write(buffer.Json, model, frame, scores, at, fields.IncludeFeatures);
            await buffer.SendAsync(context);
        }
        finally
        {
            buffers.Return(buffer);
            ArrayPool<double>.Shared.Return(scores);
        }
    }

    private sealed class Inputs(ReadPlan plan, LarderRuntime runtime)
    {
        public EntityColumns Columns { get; } = new(plan, runtime.Options.MaxEntities);

        public PredictionsWriter Predictions { get; } = new(plan);
    }
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Larder.Errors;
using Larder.Server.Http;
using Larder.Serving.Monitoring;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Larder.Server.Monitoring;

/// <summary>A part of what serving counted: <c>GET /monitoring/…?hours=24</c>.</summary>
internal abstract class MonitoringEndpoint<TResponse>(string path, JsonTypeInfo<TResponse> type, LarderRuntime runtime, ILogger logger)
    : LarderEndpoint(runtime.Metrics.Endpoint(path), runtime.Clock, logger)
{
    private const int DefaultHours = 24;

    protected abstract Task<TResponse> AnswerAsync(TallyLoop tallies, int hours, CancellationToken cancellationToken);

    protected override async ValueTask HandleAsync(HttpContext context)
    {
        var answer = await AnswerAsync(runtime.Tallies, HoursOf(context.Request.Query["hours"].ToString()), context.RequestAborted);
        var body = JsonSerializer.SerializeToUtf8Bytes(answer, type);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static int HoursOf(string text) => text.Length == 0
        ? DefaultHours
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var hours) && hours >= 1 && hours <= StoredReport.MostHours
            ? hours
            : throw new InvalidInputException($"hours cannot be '{text}'; give a whole number from 1 to {StoredReport.MostHours}.");
}

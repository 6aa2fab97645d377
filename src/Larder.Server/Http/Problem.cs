using System.Buffers;
using System.Text.Json;
using Larder.Client.Wire;
using Larder.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace Larder.Server.Http;

/// <summary>Turns failures into <c>application/problem+json</c>. What is not Larder's own error is logged and described in general words only.</summary>
internal static class Problem
{
    public const string ContentType = "application/problem+json";

    /// <summary>The client went away; nobody reads the answer, but it is counted.</summary>
    private const int ClientClosedRequest = 499;

    public static Task WriteAsync(HttpContext context, Exception failure, ILogger logger)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = context.Response.HasStarted ? context.Response.StatusCode : ClientClosedRequest;
            return Task.CompletedTask;
        }

        var (status, detail) = Describe(failure);
        if (status >= StatusCodes.Status500InternalServerError)
        {
            logger.LogError(failure, "{Method} {Path} failed with {Status}", context.Request.Method, context.Request.Path, status);
        }

        if (context.Response.HasStarted)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        return WriteAsync(context, status, detail);
    }

    public static Task WriteAsync(HttpContext context, int status, string detail)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = ContentType;
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body, ResponseBuffer.Options))
        {
            JsonSerializer.Serialize(json, new ProblemResponse("about:blank", ReasonPhrases.GetReasonPhrase(status), status, detail), LarderJson.Default.ProblemResponse);
        }

        response.ContentLength = body.WrittenCount;
        return response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted).AsTask();
    }

    private static (int Status, string Detail) Describe(Exception failure) => failure switch
    {
        LarderException known => (ErrorCodes.HttpStatus(known.Kind), known.Message),
        RequestProblemException known => (known.Status, known.Message),
        BadHttpRequestException bad => (bad.StatusCode, $"The request cannot be read: {bad.Message}"),
        _ => (StatusCodes.Status500InternalServerError, "The server failed for a reason of its own; its log says more."),
    };
}

using System.Text.Json;
using Larder.Client.Wire;
using Larder.Errors;
using Larder.Server.Http;
using Larder.Serving.Inference;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Larder.Server.Health;

/// <summary><c>GET /health</c>: asks each store one small question.</summary>
internal sealed class HealthEndpoint(LarderRuntime runtime, ILogger logger)
    : LarderEndpoint(runtime.Metrics.Endpoint(Path), runtime.Clock, logger)
{
    public const string Path = "/health";

    /// <summary>A name that no view or model can have, so that nothing is loaded.</summary>
    private const string Nothing = "-";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    protected override async ValueTask HandleAsync(HttpContext context)
    {
        await AskAsync("online store", token => runtime.Options.OnlineStore!.GetStateAsync(Nothing, token), context.RequestAborted);
        await AskAsync("model registry", token => runtime.Options.ModelStore!.ResolveAsync(Nothing, ModelSelector.Champion, token), context.RequestAborted);
        var body = JsonSerializer.SerializeToUtf8Bytes(new HealthResponse("ok"), LarderJson.Default.HealthResponse);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private async Task AskAsync(string what, Func<CancellationToken, Task> question, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Patience, Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await question(either.Token).WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw new UnavailableException($"The {what} did not answer within {Patience.TotalSeconds} seconds.", isTransient: true);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            throw new UnavailableException(
                $"The {what} does not answer{(failure is LarderException known ? $": {known.Message}" : "; the server's log says more.")}", isTransient: true, failure);
        }
    }
}

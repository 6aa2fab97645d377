using Larder.Alerts;
using Larder.Errors;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Larder.Server.Alerts;

/// <summary>Empties the outbox of alerts again and again. What goes wrong is logged, once until it is something else, and never stops the server.</summary>
internal sealed class AlertSending(IAlertDelivery alerts, TimeSpan interval, TimeProvider clock, ILogger logger) : BackgroundService
{
    private string _last = string.Empty;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await SendAsync(stoppingToken);
            await Task.Delay(interval, clock, stoppingToken);
        }
    }

    private async Task SendAsync(CancellationToken stoppingToken)
    {
        string problem;
        try
        {
            problem = string.Join(" ", (await alerts.SendAsync(cancellationToken: stoppingToken)).Failures.Select(f => f.Error));
        }
#pragma warning disable CA1031 // The boundary: an exception that left it would stop the server.
        catch (Exception failed) when (failed is not OperationCanceledException)
#pragma warning restore CA1031
        {
            problem = failed is LarderException ? failed.Message : $"{failed.GetType().Name}: {failed.Message}";
        }

        if (problem.Length > 0 && problem != _last)
        {
            logger.LogWarning("Notices of alerts wait: {Problem}", problem);
        }

        // A pass without an error says nothing about what waits for its next attempt.
        _last = problem.Length > 0 ? problem : _last;
    }
}

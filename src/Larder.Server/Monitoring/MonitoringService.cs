using Larder.Monitoring;
using Larder.Quality.Checks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Larder.Server.Monitoring;

/// <summary>Stores what serving counts while the server runs, and what is left when it stops. Started after the runtime, so it is stopped after the last request.</summary>
internal sealed class MonitoringService(LarderRuntime runtime, ILogger logger) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (runtime.HasTallies)
        {
            runtime.StartTallies(Told, problem => logger.LogWarning("{Problem}", problem));
            _loop = Task.Run(RunAsync, CancellationToken.None);
        }

        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _loop.WaitAsync(cancellationToken);
    }

    public void Dispose() => _stop.Dispose();

    private async Task RunAsync()
    {
        try
        {
            await runtime.Tallies.RunAsync(_stop.Token);
        }
#pragma warning disable CA1031 // The boundary: nobody else would hear of it before the server stops.
        catch (Exception defect)
#pragma warning restore CA1031
        {
            logger.LogCritical(defect, "Storing what serving counts has ended; restart the server to go on.");
        }
    }

    private void Told(Incident incident)
    {
        if (incident.Ended is not null)
        {
            logger.LogWarning("Over: {Kind} of {Subject}, since {Since}", incident.Kind, incident.Subject, incident.Since);
        }
        else
        {
            logger.Log(incident.Severity == CheckSeverity.Error ? LogLevel.Error : LogLevel.Warning, "{Kind} of {Subject}: {Message}", incident.Kind, incident.Subject, incident.Message);
        }

        runtime.Options.OnIncident?.Invoke(incident);
    }
}

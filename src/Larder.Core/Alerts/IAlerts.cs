namespace Larder.Alerts;

/// <summary>Where work says what is wrong. It never throws for a store that cannot be written, and waits for one a few seconds at most.</summary>
public interface IAlerts
{
    /// <summary>Takes a report: alerts fire and recover by it, and what is due to be told goes into the outbox in the same transaction.</summary>
    Task ReportAsync(AlertReport report, CancellationToken cancellationToken = default);
}

/// <summary>Takes reports and keeps none: for workspaces without alerts.</summary>
public sealed class NoAlerts : IAlerts
{
    private NoAlerts()
    {
    }

    /// <summary>The only one.</summary>
    public static NoAlerts Instance { get; } = new();

    /// <inheritdoc/>
    public Task ReportAsync(AlertReport report, CancellationToken cancellationToken = default) => Task.CompletedTask;
}

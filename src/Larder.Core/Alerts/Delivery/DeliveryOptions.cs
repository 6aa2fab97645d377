namespace Larder.Alerts;

/// <summary>How the outbox is emptied.</summary>
public sealed record DeliveryOptions
{
    /// <summary>Longest time between two deliveries of one notice.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    /// <summary>After how long a notice that no one took is dead. Default 24 hours.</summary>
    public TimeSpan DeadAfter { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long a notice is this process's once it began to send it. Whoever takes longer, or is killed, leaves it to the next. Default 2 minutes.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Pause after the first failed delivery; it doubles with each, up to an hour. Default 30 seconds.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(30);

    internal TimeSpan PauseAfter(int attempt)
    {
        var pause = FirstPause.TotalSeconds * Math.Pow(2, Math.Min(attempt - 1, 20));
        return pause < LongestPause.TotalSeconds ? TimeSpan.FromSeconds(pause) : LongestPause;
    }
}

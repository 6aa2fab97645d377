namespace Larder.Alerts;

/// <summary>A channel that can be told, and how much. The last notice that the limit allows stands for all that are due.</summary>
/// <param name="Channel">Its name.</param>
/// <param name="Notices">Most notices within <paramref name="Window"/>, at least 1.</param>
/// <param name="Window">The span, at most 24 hours.</param>
public sealed record ChannelLimit(string Channel, int Notices, TimeSpan Window)
{
    /// <summary>Default of <see cref="Notices"/>.</summary>
    public const int DefaultNotices = 20;

    /// <summary>Default of <see cref="Window"/>: an hour.</summary>
    public static readonly TimeSpan DefaultWindow = TimeSpan.FromHours(1);
}

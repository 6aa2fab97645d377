namespace Larder.Alerts;

/// <summary>What an <see cref="AlertCenter"/> works with beside the rules.</summary>
public sealed record AlertOptions
{
    /// <summary>The channels that can be told. What a rule has to say to another one waits until that one is configured.</summary>
    public IReadOnlyList<ChannelLimit> Channels { get; init; } = [];

    /// <summary>Takes secrets out of what is reported. Default: it knows none.</summary>
    public Redactor Redactor { get; init; } = Redactor.None;

    /// <summary>Hears why a report could not be taken. Default: nobody.</summary>
    public Action<string> OnProblem { get; init; } = _ => { };

    /// <summary>How long a report waits for other writers of the store. Default 5 seconds.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long history and settled notices are kept. Default 90 days.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(90);
}

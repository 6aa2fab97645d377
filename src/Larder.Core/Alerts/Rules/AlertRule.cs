using Larder.Alerts;
using Larder.Errors;

namespace Larder;

/// <summary>Who hears of which alerts, and when. A public property of the repository; immutable. It belongs to no definition's hash: changing it needs no <c>apply</c>.</summary>
/// <threadsafety>Immutable.</threadsafety>
public sealed record AlertRule
{
    /// <summary>Default of <see cref="GroupWait"/>.</summary>
    public static readonly TimeSpan DefaultGroupWait = TimeSpan.FromSeconds(30);

    /// <summary>Default of <see cref="KeepFiringFor"/>.</summary>
    public static readonly TimeSpan DefaultKeepFiringFor = TimeSpan.FromMinutes(5);

    /// <summary>Default of <see cref="RemindAfter"/>.</summary>
    public static readonly TimeSpan DefaultRemindAfter = TimeSpan.FromHours(24);

    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    private AlertRule(string name, IReadOnlyList<AlertKind> kinds) => (Name, Kinds) = (name, kinds);

    /// <summary>The property's name in snake case.</summary>
    public string Name { get; }

    /// <summary>The kinds it is for; empty for every one.</summary>
    public IReadOnlyList<AlertKind> Kinds { get; private init; }

    /// <summary>Patterns of the subjects it is for; empty for every one.</summary>
    public IReadOnlyList<string> Subjects { get; private init; } = [];

    /// <summary>The least severity it is for. Default <see cref="AlertSeverity.Warn"/>.</summary>
    public AlertSeverity LeastSeverity { get; private init; } = AlertSeverity.Warn;

    /// <summary>The channels that are told.</summary>
    public IReadOnlyList<string> Channels { get; private init; } = [];

    /// <summary>How long an alert has to fire before it is told; what else fires on the subject meanwhile is told with it. Default 30 seconds.</summary>
    public TimeSpan GroupWait { get; private init; } = DefaultGroupWait;

    /// <summary>How long an alert must not fire before its recovery is told. Default 5 minutes.</summary>
    public TimeSpan KeepFiringFor { get; private init; } = DefaultKeepFiringFor;

    /// <summary>How long after it was told last an alert that still fires is told again; null for never. Default 24 hours.</summary>
    public TimeSpan? RemindAfter { get; private init; } = DefaultRemindAfter;

    /// <summary>A copy for one more kind.</summary>
    public AlertRule Or(AlertKind kind) => this with { Kinds = Kinds.Count == 0 ? Kinds : [.. Kinds, kind] };

    /// <summary>A copy for a source, beside those named before.</summary>
    public AlertRule On<T>(Events<T> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return On(AlertSubject.Source(source.Definition.Name).ToString());
    }

    /// <summary>A copy for a view, beside those named before.</summary>
    public AlertRule On(FeatureView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return On(AlertSubject.View(view.Name).ToString());
    }

    /// <summary>A copy for a service, beside those named before.</summary>
    public AlertRule On(FeatureService service)
    {
        ArgumentNullException.ThrowIfNull(service);
        return On(AlertSubject.Service(service.Name).ToString());
    }

    /// <summary>A copy for a model, beside those named before.</summary>
    public AlertRule On(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return On(AlertSubject.Model(model.Name).ToString());
    }

    /// <summary>A copy for the subjects of a pattern, beside those named before: <c>source/order_*</c>, or <c>order_*</c> for all kinds. A star is any text, a question mark one character.</summary>
    /// <exception cref="InvalidDefinitionException">It is empty.</exception>
    public AlertRule On(string pattern) => string.IsNullOrWhiteSpace(pattern)
        ? throw new InvalidDefinitionException($"Alert rule {Name}: an empty pattern means no subject; write one such as source/order_*, or leave On out for all.")
        : this with { Subjects = [.. Subjects, pattern] };

    /// <summary>A copy for alerts of this severity and worse.</summary>
    public AlertRule AtLeast(AlertSeverity severity) => this with { LeastSeverity = severity };

    /// <summary>A copy that tells these channels of <c>Larder:Alerts:Channels</c> too.</summary>
    /// <exception cref="InvalidDefinitionException">A name is none, or named before.</exception>
    public AlertRule To(params IReadOnlyList<string> channels)
    {
        ArgumentNullException.ThrowIfNull(channels);
        foreach (var channel in channels)
        {
            if (!ChannelName.IsValid(channel))
            {
                throw new InvalidDefinitionException($"Alert rule {Name}: '{channel}' is no channel name; {ChannelName.Remedy}.");
            }
        }

        string[] all = [.. Channels, .. channels];
        return all.Distinct(StringComparer.Ordinal).Count() == all.Length
            ? this with { Channels = all }
            : throw new InvalidDefinitionException($"Alert rule {Name} names channel '{all.GroupBy(c => c).First(g => g.Count() > 1).Key}' twice; name it once.");
    }

    /// <summary>A copy with another <see cref="GroupWait"/>; zero tells at once.</summary>
    /// <exception cref="InvalidDefinitionException">It is negative or longer than 30 days.</exception>
    public AlertRule WithGroupWait(TimeSpan wait) => this with { GroupWait = Span("group wait", wait, TimeSpan.Zero) };

    /// <summary>A copy with another <see cref="KeepFiringFor"/>; zero tells of a recovery at once.</summary>
    /// <exception cref="InvalidDefinitionException">It is negative or longer than 30 days.</exception>
    public AlertRule WithKeepFiringFor(TimeSpan span) => this with { KeepFiringFor = Span("time to keep firing", span, TimeSpan.Zero) };

    /// <summary>A copy with another <see cref="RemindAfter"/>; null never reminds.</summary>
    /// <exception cref="InvalidDefinitionException">It is shorter than a minute or longer than 30 days.</exception>
    public AlertRule WithReminder(TimeSpan? after) => this with { RemindAfter = after is { } span ? Span("reminder", span, TimeSpan.FromMinutes(1)) : null };

    /// <summary>Whether it is for an alert of this identity, whatever its severity.</summary>
    internal bool Covers(AlertIdentity alert) =>
        (Kinds.Count == 0 || Kinds.Contains(alert.Kind)) && (Subjects.Count == 0 || Subjects.Any(p => SubjectPattern.Matches(p, alert.Subject)));

    internal static AlertRule Create(string name, IReadOnlyList<AlertKind> kinds) => new(Types.Names.Check("alert rule", Types.Names.ToSnakeCase(name)), kinds);

    /// <exception cref="InvalidDefinitionException">It tells nobody.</exception>
    internal void Check()
    {
        if (Channels.Count == 0)
        {
            throw new InvalidDefinitionException($"Alert rule {Name} tells nobody; add .To(\"channel\") with a channel of Larder:Alerts:Channels.");
        }
    }

    private TimeSpan Span(string what, TimeSpan span, TimeSpan least) => span >= least && span <= Longest
        ? span
        : throw new InvalidDefinitionException($"Alert rule {Name}: the {what} cannot be {span}; give {(least == TimeSpan.Zero ? "zero" : "a minute")} to 30 days.");
}

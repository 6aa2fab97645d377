namespace Larder.Alerts;

/// <summary>
/// All that is wrong with a subject, in one respect, at the time of the report. What was reported before and is not in here has recovered.
/// </summary>
/// <param name="Kind">In which respect.</param>
/// <param name="Subject">The subject.</param>
/// <param name="Conditions">What is wrong; empty for nothing.</param>
public sealed record AlertReport(AlertKind Kind, AlertSubject Subject, IReadOnlyList<AlertCondition> Conditions)
{
    /// <summary>What was looked at, where one subject is looked at in several ways. Reports of one scope say nothing about another. Default: empty.</summary>
    public string Scope { get; init; } = string.Empty;

    /// <summary>Keys that nothing could be said about this time; their alerts stay as they are.</summary>
    public IReadOnlyList<string> Undecided { get; init; } = [];
}

/// <summary>One thing that is wrong.</summary>
/// <param name="Key">Which: the check's name, the feature's. Once in a report; of several the worst counts.</param>
/// <param name="Severity">How bad.</param>
/// <param name="Message">One sentence for people: what is wrong, and how much.</param>
public sealed record AlertCondition(string Key, AlertSeverity Severity, string Message)
{
    /// <summary>The numbers behind the message.</summary>
    public IReadOnlyList<AlertFact> Facts { get; init; } = [];

    /// <summary>Where to look: an address, or a command to run. Null for none.</summary>
    public string? Evidence { get; init; }
}

/// <summary>A number or text behind an alert.</summary>
/// <param name="Name">In snake case.</param>
/// <param name="Value">As people read it.</param>
public sealed record AlertFact(string Name, string Value);

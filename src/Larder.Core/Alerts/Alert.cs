using System.Runtime.CompilerServices;
using Larder.Alerts;
using Larder.Types;

namespace Larder;

/// <summary>Something that is wrong, or was. Rules say who hears of it: <c>Alert.When(AlertKind.CheckFailed).On(OrderLines).To("data")</c>.</summary>
/// <param name="Id">What makes it the same alert in the next report.</param>
/// <param name="Severity">How bad it is, as reported last.</param>
/// <param name="Message">What is wrong, as reported last.</param>
/// <param name="State">Whether it is still so.</param>
/// <param name="Since">When it began to fire, this time.</param>
/// <param name="SeveritySince">When its severity became what it is.</param>
/// <param name="SeenAt">When it was reported last.</param>
public sealed record Alert(AlertIdentity Id, AlertSeverity Severity, string Message, AlertState State, Instant Since, Instant SeveritySince, Instant SeenAt)
{
    /// <summary>The numbers behind the message.</summary>
    public IReadOnlyList<AlertFact> Facts { get; init; } = [];

    /// <summary>Where to look; null for nowhere.</summary>
    public string? Evidence { get; init; }

    /// <summary>When it recovered; null while it fires.</summary>
    public Instant? ResolvedAt { get; init; }

    /// <summary>The same for the same thing, whenever it is reported.</summary>
    public string Fingerprint => Id.Fingerprint;

    /// <summary>Whether it counts for somebody who wants to hear of a severity and worse.</summary>
    internal bool IsActive(AlertSeverity atLeast) => State == AlertState.Firing && Severity >= atLeast;

    /// <summary>A rule for alerts of a kind. It applies to all subjects and from severity warn on, until <see cref="AlertRule.On(string)"/> and <see cref="AlertRule.AtLeast"/> say less.</summary>
    /// <param name="kind">The kind; more are added with <see cref="AlertRule.Or"/>.</param>
    /// <param name="name">The rule's name; by default the property's.</param>
    public static AlertRule When(AlertKind kind, [CallerMemberName] string name = "") => AlertRule.Create(name, [kind]);

    /// <summary>A rule for alerts of every kind.</summary>
    /// <inheritdoc cref="When"/>
    public static AlertRule Any([CallerMemberName] string name = "") => AlertRule.Create(name, []);
}

using Larder.Quality.Checks;
using Larder.Types;

namespace Larder.Monitoring;

/// <summary>Something is wrong from an instant on, until it is over.</summary>
/// <param name="Kind">What, such as <c>coverage_low</c>. Stored; append only.</param>
/// <param name="Subject">The view or service.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Message">What is wrong and the next thing to do, in one line.</param>
/// <param name="Since">When it began.</param>
/// <param name="Ended">When it was over; null while it stands.</param>
public sealed record Incident(string Kind, string Subject, CheckSeverity Severity, string Message, Instant Since, Instant? Ended = null)
{
    /// <summary>Whether it is about a view's freshness; the others are about a service.</summary>
    public bool IsOfFreshness => Kind.StartsWith("freshness_", StringComparison.Ordinal);
}

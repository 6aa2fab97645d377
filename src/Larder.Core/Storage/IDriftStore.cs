using Larder.Types;

namespace Larder.Storage;

/// <summary>Comparisons that were made, as evidence: what was compared with what, and how it came out.</summary>
public interface IDriftStore
{
    /// <summary>Keeps comparisons. One of the same subject, feature, segment and profiles is kept once: the first one stays.</summary>
    Task PutAsync(IReadOnlyList<DriftRecord> records, CancellationToken cancellationToken = default);

    /// <summary>The comparisons of a subject in the order of their periods, features and segments.</summary>
    /// <param name="subject">What was profiled.</param>
    /// <param name="feature">Only of this feature; null for all.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<IReadOnlyList<DriftRecord>> ListAsync(string subject, string? feature = null, CancellationToken cancellationToken = default);

    /// <summary>Removes all comparisons, so that no value named in one is left.</summary>
    Task ForgetAsync(CancellationToken cancellationToken = default);
}

/// <summary>One feature compared in two periods.</summary>
/// <param name="Subject">What was profiled: <c>source trips</c>.</param>
/// <param name="Feature">The feature.</param>
/// <param name="Segment">The segment; empty for all rows.</param>
/// <param name="Reference">What it was compared with: a period, or a training set.</param>
/// <param name="Period">The period.</param>
/// <param name="ReferenceProfile">The id of the reference's profile: SHA-256 of its stored form, lower-case hex.</param>
/// <param name="Profile">The id of the period's profile.</param>
/// <param name="ReferenceRows">Rows of the reference.</param>
/// <param name="Rows">Rows of the period.</param>
/// <param name="IsDrift">The verdict.</param>
/// <param name="ScoresJson">All scores, shares of nulls, limits and reasons as JSON.</param>
/// <param name="ComparedAt">When it was compared first.</param>
public sealed record DriftRecord(
    string Subject,
    string Feature,
    string Segment,
    string Reference,
    string Period,
    string ReferenceProfile,
    string Profile,
    long ReferenceRows,
    long Rows,
    bool IsDrift,
    string ScoresJson,
    Instant ComparedAt);

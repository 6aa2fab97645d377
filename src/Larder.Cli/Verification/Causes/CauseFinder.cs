using Larder.Catalog;
using Larder.Engine;
using Larder.Offline;
using Larder.OnDemand;

namespace Larder.Cli.Verification.Causes;

/// <summary>
/// Finds why values differ, by computing them again:
/// 1. another version of a view behind it: the definition that made it is known to be another;
/// 2. history as the online store knew it gives the value: late arrival;
/// 3. the entity's rows with another age, or with ties in another order, give it: expiry or tie;
/// 4. other code made the vector or the rows;
/// 5. nothing of that: genuine.
/// </summary>
internal sealed class CauseFinder(Workspace workspace, AppliedVersions versions, FeaturePlan plan, IReadOnlyDictionary<string, HistoryPin>? truth)
{
    private const string Unexplained = "neither earlier versions of history, other orders of ties, another age nor other definitions give the online value";

    private readonly LateArrivals _late = new(workspace, plan, truth);

    /// <summary>Finds the cause of each.</summary>
    public async Task FindAsync(IReadOnlyList<Difference> differences, CancellationToken cancellationToken)
    {
        if (differences.Count == 0)
        {
            return;
        }

        var definitions = new OtherDefinitions(workspace, versions, plan);
        definitions.JudgeViews(differences);
        await _late.JudgeAsync(differences, cancellationToken);
        await new OtherRows(workspace, plan, truth).JudgeAsync([.. differences.Where(d => d.IsOpen)], cancellationToken);
        definitions.JudgeCode(differences);
        foreach (var difference in differences.Where(d => d.IsOpen))
        {
            difference.Close(DifferenceCause.Genuine, difference.Evidence.Length > 0 ? difference.Evidence : Unexplained);
        }
    }

    /// <summary>Completes the evidence of those that are shown.</summary>
    public Task DescribeAsync(IReadOnlyList<Difference> shown, CancellationToken cancellationToken) => _late.DescribeAsync(shown, cancellationToken);
}

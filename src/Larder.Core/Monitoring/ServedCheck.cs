using System.Globalization;
using Larder.Errors;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder.Monitoring;

/// <summary>A check on what requests bring or are answered with, judged for each of their entities by itself.</summary>
/// <param name="Owner">The on-demand view or the service that declares it.</param>
/// <param name="View">The view whose request data or features it reads.</param>
/// <param name="Check">The check.</param>
/// <param name="Schema">The record it is written over.</param>
/// <param name="Share">The part of the entities that it looks at, above 0 and at most 1.</param>
/// <param name="Refuses">Whether a request that breaks it is refused; else it is counted.</param>
public sealed record ServedCheck(string Owner, string View, RowCheck Check, EventSchema Schema, double Share, bool Refuses)
{
    /// <summary>The name it is tallied by: <c>owner/check</c>.</summary>
    public string TallySubject => $"{Owner}/{Check.Name}";

    /// <summary>Judges one row.</summary>
    /// <param name="batch">Rows of <see cref="Schema"/>.</param>
    /// <param name="row">Which.</param>
    /// <param name="context">The instant that times are compared with.</param>
    /// <returns>Pass, bad or error.</returns>
    public ServedOutcome Judge(EventBatch batch, int row, CheckContext context)
    {
        ArgumentNullException.ThrowIfNull(batch);
        try
        {
            return Check.When?.Holds(batch, row) == false || !Check.Applies(batch, row) || Check.Holds(batch, row, context) ? ServedOutcome.Pass : ServedOutcome.Bad;
        }
        catch (UserCodeException)
        {
            return ServedOutcome.Error;
        }
    }

    /// <summary>The error of a request that it refuses.</summary>
    /// <param name="batch">Rows of <see cref="Schema"/>.</param>
    /// <param name="row">Which.</param>
    /// <param name="entity">Its number in the request.</param>
    public LarderException Refusal(EventBatch batch, int row, int entity)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var values = string.Join(", ", Check.Columns.Select(c => $"{Schema.Columns[c].Name} {batch.Columns[c].Value(row)}"));
        return new LarderException(ErrorKind.SuiteBreached, string.Create(
            CultureInfo.InvariantCulture,
            $"Check {Check.Name} of {Owner} refuses entity {entity} of the request ({values}): it must be {Check.Limit}. Correct it, or leave the entity out of every list."));
    }

    /// <summary>Makes declared checks ready for requests.</summary>
    /// <exception cref="InvalidDefinitionException">One looks at many rows, two have one name, the share is out of range, or a part of the requests only is refused.</exception>
    internal static IReadOnlyList<ServedCheck> Of<T>(string owner, string view, IReadOnlyList<Expectation<T>> checks, double share, bool refuses)
    {
        ArgumentNullException.ThrowIfNull(checks);
        if (share is not (> 0 and <= 1))
        {
            throw new InvalidDefinitionException($"{owner}: a share of {FeatureValue.From(share)} of the requests is out of range; give a number above 0, at most 1.");
        }

        if (refuses && share < 1)
        {
            throw new InvalidDefinitionException($"{owner}: checks that refuse requests look at all of them; leave out the share, or count only.");
        }

        var schema = EventSchema.Of(typeof(T));
        return [.. checks.Select(c => new ServedCheck(owner, view, OfOneRow(owner, c.Check), schema, share, refuses))];
    }

    /// <summary>Makes sure that the names of an owner's checks tell them apart.</summary>
    /// <exception cref="InvalidDefinitionException">Two have one name.</exception>
    internal static void CheckNames(IReadOnlyList<ServedCheck> checks)
    {
        if (checks.GroupBy(c => c.Check.Name).FirstOrDefault(g => g.Count() > 1) is { } repeated)
        {
            throw new InvalidDefinitionException($"{checks[0].Owner}: two checks are named '{repeated.Key}'; give one another name with Named(…).");
        }
    }

    private static RowCheck OfOneRow(string owner, Check check) => check is RowCheck { GroupBy: null, Mostly: 1 } row
        ? row
        : throw new InvalidDefinitionException(
            $"{owner}: check {check.Name} looks at many rows, and a request is judged one entity at a time; take a check of single rows, without mostly and GroupBy.");
}

using Larder.Types;

namespace Larder.Quality.Checks;

/// <summary>How the values of a column relate to a set. The numbers are stored; append only.</summary>
public enum SetRelation
{
    /// <summary>Every value is in the set.</summary>
    Subset = 1,

    /// <summary>Every member of the set is among the values.</summary>
    Superset = 2,

    /// <summary>Both.</summary>
    Equal = 3,
}

/// <summary><c>distinct_set</c>: the different values of a column against a set. Bad are the different values that are not in the set and the members that are missing, as far as the relation forbids them.</summary>
/// <param name="Column">The column's index.</param>
/// <param name="Values">The set, each member once.</param>
/// <param name="Relation">How they must relate.</param>
public sealed record DistinctSetCheck(int Column, IReadOnlyList<FeatureValue> Values, SetRelation Relation) : Check
{
    /// <inheritdoc/>
    public override string Kind => "distinct_set";

    /// <inheritdoc/>
    public override IReadOnlyList<int> Columns => [Column];

    /// <inheritdoc/>
    public override string Limit => $"{Relation switch { SetRelation.Subset => "within", SetRelation.Superset => "covers", _ => "equals" }} {{{CheckTexts.List(Values)}}}";

    internal override string Details => CheckTexts.All(Values);

    internal override bool Holds(CheckTally tally) => tally.Bad == 0;

    internal override CheckMeter Start(CheckContext context) => new Meter(this);

    /// <summary>The tally from what was counted.</summary>
    /// <param name="tested">Values that are not null.</param>
    /// <param name="distinct">How many of them are different.</param>
    /// <param name="members">How many members of the set are among them.</param>
    public CheckTally TallyOf(long tested, long distinct, long members)
    {
        var surplus = Relation == SetRelation.Superset ? 0 : distinct - members;
        var missing = Relation == SetRelation.Subset ? 0 : Values.Count - members;
        return new(tested, surplus + missing, FeatureValue.From(distinct));
    }

    private sealed class Meter(DistinctSetCheck check) : CheckMeter
    {
        private readonly HashSet<FeatureValue> _seen = [];
        private long _tested;

        public override CheckTally Tally => check.TallyOf(_tested, _seen.Count, check.Values.Count(_seen.Contains));

        public override void Add(EventBatch batch, int row, long number)
        {
            if (!batch.Columns[check.Column].Nulls[row])
            {
                _tested++;
                _seen.Add(ValueOrder.Key(batch.Columns[check.Column].Value(row)));
            }
        }
    }
}

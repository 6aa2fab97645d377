using Larder.Types;

namespace Larder.Quality.Checks;

/// <summary>
/// <c>mode_in_set</c>: the most frequent value of a column is in a set. Where several are, each must be allowed to tie and one of them in the set. Bad are those that are not as they must be; of no values there is none, which breaks the check.
/// </summary>
/// <param name="Column">The column's index.</param>
/// <param name="Values">The set, each member once.</param>
/// <param name="AllowsTies">Whether several values may be the most frequent.</param>
public sealed record ModeCheck(int Column, IReadOnlyList<FeatureValue> Values, bool AllowsTies) : Check
{
    /// <inheritdoc/>
    public override string Kind => "mode_in_set";

    /// <inheritdoc/>
    public override IReadOnlyList<int> Columns => [Column];

    /// <inheritdoc/>
    public override bool IsAggregate => true;

    /// <inheritdoc/>
    public override string Limit => $"mode in {{{CheckTexts.List(Values)}}}{(AllowsTies ? ", ties" : string.Empty)}";

    internal override string Details => CheckTexts.All(Values);

    /// <summary>The tally from what was counted.</summary>
    /// <param name="tested">Values that are not null.</param>
    /// <param name="modes">How many of the different ones are the most frequent.</param>
    /// <param name="members">How many of these are in the set.</param>
    /// <param name="least">The least of these; null for none.</param>
    public CheckTally TallyOf(long tested, long modes, long members, FeatureValue least) =>
        new(tested, modes == 0 || (AllowsTies ? members > 0 : modes == 1 && members == 1) ? 0 : modes, least);

    internal override bool Holds(CheckTally tally) => tally is { Bad: 0, Tested: > 0 };

    internal override CheckMeter Start(CheckContext context) => new Meter(this);

    private sealed class Meter(ModeCheck check) : CheckMeter
    {
        private readonly Dictionary<FeatureValue, long> _counts = [];

        public override CheckTally Tally
        {
            get
            {
                var most = _counts.Values.DefaultIfEmpty().Max();
                FeatureValue[] modes = [.. _counts.Where(c => c.Value == most).Select(c => c.Key)];
                return check.TallyOf(_counts.Values.Sum(), modes.Length, modes.Count(check.Values.Contains), modes.Order(ValueOrder.Comparer).FirstOrDefault());
            }
        }

        public override void Add(EventBatch batch, int row, long number)
        {
            if (!batch.Columns[check.Column].Nulls[row])
            {
                var key = ValueOrder.Key(batch.Columns[check.Column].Value(row));
                _counts[key] = _counts.GetValueOrDefault(key) + 1;
            }
        }
    }
}

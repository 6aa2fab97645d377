using Larder.Types;

namespace Larder.Quality.Checks;

/// <summary>How a value relates to the one before. The numbers are stored; append only.</summary>
public enum SequenceRule
{
    /// <summary>It is a step greater.</summary>
    Step = 1,

    /// <summary>It is not less.</summary>
    Increasing = 2,

    /// <summary>It is greater.</summary>
    StrictlyIncreasing = 3,

    /// <summary>It is not greater.</summary>
    Decreasing = 4,

    /// <summary>It is less.</summary>
    StrictlyDecreasing = 5,
}

/// <summary>
/// <c>sequential</c>: how values follow each other in the order of another column, and of the rows' numbers where that is equal. The first row of each part is good. NaN compares with nothing: it is bad, and so is what follows it.
/// </summary>
/// <param name="Column">The column's index.</param>
/// <param name="OrderBy">The index of the column of the order.</param>
/// <param name="Rule">How a value relates to the one before.</param>
/// <param name="Step">The difference of <see cref="SequenceRule.Step"/>: of whole numbers a whole number, of times microseconds; null for other rules.</param>
public sealed record SequentialCheck(int Column, int OrderBy, SequenceRule Rule, FeatureValue Step) : RelativeCheck
{
    /// <inheritdoc/>
    public override string Kind => "sequential";

    /// <inheritdoc/>
    public override IReadOnlyList<int> Needed => [Column, OrderBy];

    /// <inheritdoc/>
    public override string Limit => Rule switch
    {
        SequenceRule.Step => $"steps of {Step}",
        SequenceRule.Increasing => "increasing",
        SequenceRule.StrictlyIncreasing => "strictly increasing",
        SequenceRule.Decreasing => "decreasing",
        _ => "strictly decreasing",
    };

    internal override string Details => $"{(Step.IsNull ? string.Empty : CheckTexts.All([Step]))}{base.Details}";

    internal override IEnumerable<KeptRow> BadOf(IReadOnlyList<KeptRow> rows)
    {
        KeptRow[] ordered = [.. rows.OrderBy(r => r.Values[1], ValueOrder.Comparer).ThenBy(r => r.Number)];
        return ordered.Skip(1).Zip(ordered).Where(pair => !Follows(pair.First.Values[0], pair.Second.Values[0])).Select(pair => pair.First);
    }

    private bool Follows(FeatureValue value, FeatureValue before)
    {
        if (ValueOrder.IsNaN(value) || ValueOrder.IsNaN(before))
        {
            return false;
        }

        var order = ValueOrder.Compare(value, before);
        return Rule switch
        {
            SequenceRule.Increasing => order >= 0,
            SequenceRule.StrictlyIncreasing => order > 0,
            SequenceRule.Decreasing => order <= 0,
            SequenceRule.StrictlyDecreasing => order < 0,
            _ => ValueOrder.IsFloating(value.Type)
                ? (value.ToNumber()!.Value - before.ToNumber()!.Value).Equals(Step.AsFloat64())
                : (Int128)value.Bits - before.Bits == Step.Bits,
        };
    }
}

using Larder.Types;

namespace Larder.Offline.Delta;

/// <summary>How a column is compared with a constant.</summary>
internal enum DeltaComparison
{
    /// <summary>The same value.</summary>
    Equal,

    /// <summary>A smaller value.</summary>
    Less,

    /// <summary>A smaller value or the same.</summary>
    LessOrEqual,

    /// <summary>A greater value.</summary>
    Greater,

    /// <summary>A greater value or the same.</summary>
    GreaterOrEqual,
}

/// <summary>A condition on rows: a column compared with a constant. Rows without a value never fulfil it. NaN is the greatest number and equals itself, as in the engine.</summary>
/// <param name="Column">The column; one that the table does not have says nothing.</param>
/// <param name="Comparison">How it is compared.</param>
/// <param name="Constant">The constant, of the column's type; a date is given as text, <c>yyyy-MM-dd</c>. With null, no row fulfils the condition.</param>
internal readonly record struct DeltaCondition(string Column, DeltaComparison Comparison, FeatureValue Constant);

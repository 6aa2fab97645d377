namespace Larder.Aggregation;

/// <summary>What is computed over a window. The numbers are stored; append only.</summary>
public enum AggregationKind
{
    /// <summary>Number of events; 0 over an empty window.</summary>
    Count = 1,

    /// <summary>Sum of the non-null inputs; 0 over an empty window.</summary>
    Sum = 2,

    /// <summary>Arithmetic mean of the non-null inputs; null over an empty window.</summary>
    Mean = 3,

    /// <summary>Least non-null input, NaN ordered last; null over an empty window.</summary>
    Min = 4,

    /// <summary>Greatest non-null input, NaN ordered last; null over an empty window.</summary>
    Max = 5,

    /// <summary>Number of distinct non-null inputs, exact; 0 over an empty window.</summary>
    CountDistinct = 6,

    /// <summary>Seconds from the newest event in the window to the query time; null over an empty window.</summary>
    SecondsSinceLast = 7,

    /// <summary>Mean squared distance from the mean; null over an empty window.</summary>
    VariancePop = 8,

    /// <summary>Sum of squared distances by the number less one; null below two values.</summary>
    VarianceSample = 9,

    /// <summary>Root of <see cref="VariancePop"/>.</summary>
    StdDevPop = 10,

    /// <summary>Root of <see cref="VarianceSample"/>.</summary>
    StdDevSample = 11,

    /// <summary>Oldest value; null over an empty window.</summary>
    First = 12,

    /// <summary>Newest value; null over an empty window.</summary>
    Last = 13,

    /// <summary>Oldest values, oldest first; null over an empty window.</summary>
    FirstN = 14,

    /// <summary>Newest values, oldest first; null over an empty window.</summary>
    LastN = 15,

    /// <summary>Oldest distinct values by their first occurrence, oldest first; null over an empty window.</summary>
    FirstDistinctN = 16,

    /// <summary>Newest distinct values by their last occurrence, oldest first; null over an empty window.</summary>
    LastDistinctN = 17,

    /// <summary>Number of distinct values by HyperLogLog; 0 over an empty window.</summary>
    ApproxCountDistinct = 18,

    /// <summary>A percentile by DDSketch; null over an empty window.</summary>
    ApproxPercentile = 19,

    /// <summary>Several percentiles by DDSketch; null over an empty window.</summary>
    ApproxPercentiles = 20,

    /// <summary>Most frequent values, of equally frequent ones the least first; null over an empty window.</summary>
    TopK = 21,

    /// <summary>How often each value occurs; null over an empty window.</summary>
    Histogram = 22,

    /// <summary>Seconds from the oldest event in the window to the query time; null over an empty window.</summary>
    SecondsSinceFirst = 23,

    /// <summary>Sum of values that count half after each half-life; 0 over an empty window.</summary>
    DecayedSum = 24,

    /// <summary>Mean weighted alike; null over an empty window.</summary>
    DecayedMean = 25,

    /// <summary>Length of the newest run of events for which a condition holds; 0 over an empty window.</summary>
    Streak = 26,

    /// <summary>Length of the longest such run; 0 over an empty window.</summary>
    LongestStreak = 27,

    /// <summary>Mean seconds between neighbouring events; null below two.</summary>
    MeanGapSeconds = 28,

    /// <summary>An aggregation of the user.</summary>
    Aggregate = 29,
}

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
}

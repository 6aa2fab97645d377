namespace Larder.Paths;

/// <summary>Every aggregation, over windows of every kind.</summary>
public sealed record Plain
{
    public long Count { get; init; }

    public long CountEver { get; init; }

    public double Sum { get; init; }

    public double SumEver { get; init; }

    public double SumLocal { get; init; }

    public double SumYesterday { get; init; }

    public double SumTumbling { get; init; }

    public long Points { get; init; }

    public double? Mean { get; init; }

    public double? Min { get; init; }

    public double? Max { get; init; }

    public long? MinWhole { get; init; }

    public long? MaxWhole { get; init; }

    public long Distinct { get; init; }

    public long DistinctWhole { get; init; }

    public double? SinceFirst { get; init; }

    public double? SinceLast { get; init; }

    public double? Gap { get; init; }

    public double? VariancePop { get; init; }

    public double? VarianceSample { get; init; }

    public double? StdDevPop { get; init; }

    public double? StdDevSample { get; init; }

    public string? First { get; init; }

    public double? Last { get; init; }

    public bool? LastFlag { get; init; }

    public DateTime? LastDate { get; init; }

    public long[]? FirstN { get; init; }

    public double[]? LastN { get; init; }

    public string[]? FirstDistinctN { get; init; }

    public long[]? LastDistinctN { get; init; }

    public long ApproxDistinct { get; init; }

    public long ApproxTexts { get; init; }

    public double? Percentile { get; init; }

    public double[]? Percentiles { get; init; }

    public string[]? Top { get; init; }

    public FeatureMap<long>? Histogram { get; init; }

    public double? Decayed { get; init; }

    public double? DecayedMean { get; init; }

    public long Streak { get; init; }

    public long LongestStreak { get; init; }
}

/// <summary>One value for each text, in a view with a filter, a delay and edges and tiles of its own.</summary>
public sealed record Bucketed
{
    public FeatureMap<long>? Counts { get; init; }

    public FeatureMap<double>? Sums { get; init; }

    public FeatureMap<double>? Means { get; init; }

    public FeatureMap<double>? Maxima { get; init; }

    public FeatureMap<long[]>? Newest { get; init; }

    public FeatureMap<double[]>? Percentiles { get; init; }

    public double Total { get; init; }

    public double? Mean { get; init; }
}

/// <summary>What goes on.</summary>
public sealed record Sessions
{
    public long Count { get; init; }

    public double Sum { get; init; }

    public string? Last { get; init; }
}

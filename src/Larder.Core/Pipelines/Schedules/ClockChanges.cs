namespace Larder.Pipelines.Schedules;

/// <summary>What becomes of a scheduled local time that does not exist, because clocks go forward over it. The numbers are stored; append only.</summary>
public enum GapPolicy
{
    /// <summary>The first instant after the gap. The default of fixed times.</summary>
    FirstValid = 1,

    /// <summary>Later by the length of the gap: 02:30 becomes 03:30.</summary>
    Shift = 2,

    /// <summary>It does not come that day. The default of expressions that say "every so often".</summary>
    Skip = 3,
}

/// <summary>What becomes of a scheduled local time that comes twice, because clocks go back over it. The numbers are stored; append only.</summary>
public enum FoldPolicy
{
    /// <summary>The first of the two. The default of fixed times.</summary>
    First = 1,

    /// <summary>The second of the two.</summary>
    Second = 2,

    /// <summary>Both. The default of expressions that say "every so often".</summary>
    Both = 3,
}

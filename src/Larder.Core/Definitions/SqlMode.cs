namespace Larder;

/// <summary>What a SQL view computes when its sources have new rows.</summary>
public enum SqlMode
{
    /// <summary>The statement runs over all rows; its output replaces the table as a new version.</summary>
    Full = 1,

    /// <summary>The statement runs over the rows that are new, each time once; its output is appended. For statements that treat each row by itself, or sum up what arrives together.</summary>
    MicroBatch = 2,
}

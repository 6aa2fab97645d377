namespace Larder.Pipelines.Tasks;

/// <summary>What a task that makes data promises of it; a task that reports no data promises nothing.</summary>
/// <param name="EmptyReason">Why it may make no rows; null where that is a failure.</param>
/// <param name="MaxFall">The greatest share by which its rows may fall below the median of like partitions, from 0 to 1; null for any.</param>
public sealed record OutputContract(string? EmptyReason = null, double? MaxFall = null)
{
    /// <summary>How many partitions the median is taken of: the last ones of the same weekday where the run has a data interval of a day, else the last ones.</summary>
    public const int Partitions = 8;

    /// <summary>The fewest partitions a median is taken of; below it the fall is not judged.</summary>
    public const int LeastPartitions = 3;

    /// <summary>Why data breaks the contract; null when it does not.</summary>
    /// <param name="rows">How many rows were made.</param>
    /// <param name="before">The rows of like partitions, newest first.</param>
    public string? Broken(long rows, IReadOnlyList<long> before)
    {
        ArgumentNullException.ThrowIfNull(before);
        if (rows == 0 && EmptyReason is null)
        {
            return "it made no rows; mend its input, or say AllowEmpty(\"reason\") where none are right";
        }

        if (MaxFall is not { } fall || before.Count < LeastPartitions)
        {
            return null;
        }

        long[] last = [.. before.Take(Partitions).Order()];
        var median = (last[(last.Length - 1) / 2] + last[last.Length / 2]) / 2.0;
        return rows >= median * (1 - fall) ? null : string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"it made {rows} rows, more than {fall:P0} below {median}, the median of the last {last.Length} like partitions; mend its input, or allow a greater fall");
    }
}

using System.Globalization;
using Larder.Errors;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder.Quality.Inference;

/// <summary>
/// Infers a suite from good rows, as TFDV infers a schema and Deequ suggests constraints: a proposal for people to review, each check with its reason. The rows themselves always pass it.
/// docs/data-quality.md has the rules.
/// </summary>
public static class SuiteInference
{
    /// <summary>The most values of a set (TFDV's default for a domain of text).</summary>
    public const int MostMembers = 100;

    /// <summary>How often each value of a set must occur on average, and how many different texts say something of their form.</summary>
    public const int Enough = 10;

    /// <summary>How many rows it takes to see a key in values that do not repeat.</summary>
    public const int EnoughForKey = 100;

    /// <summary>Two-sided quantile of the normal distribution for a confidence of 95 %.</summary>
    private const double Confidence = 1.959963984540054;

    /// <summary>A smaller share of values is not asked for (Deequ's limit).</summary>
    private const double LeastShare = 0.2;

    /// <summary>The formats that are looked for, the narrowest first.</summary>
    public static IReadOnlyList<TextFormat> Formats { get; } =
        [TextFormat.Uuid, TextFormat.Ipv4, TextFormat.Email, TextFormat.Url, TextFormat.IsoTimestamp, TextFormat.IsoDate, TextFormat.WholeNumber, TextFormat.DecimalNumber];

    /// <summary>Whether different values are few enough, and frequent enough, to be all there are.</summary>
    public static bool IsFew(long distinct, long values) => distinct is > 0 and <= MostMembers && values >= distinct * Enough;

    /// <summary>The suite.</summary>
    /// <param name="facts">What was found.</param>
    /// <param name="now">When the rows were read.</param>
    /// <exception cref="InvalidInputException">There were no rows.</exception>
    public static IReadOnlyList<Check> Of(SourceFacts facts, Instant now)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return facts.Rows == 0
            ? throw new InvalidInputException("There are no rows to infer a suite from; give good rows with --input, or ingest some and use --stored.")
            : [RowCount(facts), .. facts.Columns.SelectMany((column, index) => Of(facts, now, index, column))];
    }

    private static AggregateCheck RowCount(SourceFacts facts) => new(
        Measure.RowCount, null, new Bounds(FeatureValue.From(Math.Max(1, facts.Rows / 2)), facts.Grows ? FeatureValue.Null : FeatureValue.From(facts.Rows * 2)))
    {
        Name = "row_count",
        Description = $"{Number(facts.Rows)} rows; {(facts.Grows ? "at least half as many" : "half to twice as many")}",
    };

    private static IEnumerable<Check> Of(SourceFacts facts, Instant now, int index, ColumnFacts column)
    {
        var (name, type) = (facts.Schema.Columns[index].Name, facts.Schema.Columns[index].Type);
        if (column.Values == 0)
        {
            yield break;
        }

        if (Presence(facts.Rows, index, name, column) is { } presence)
        {
            yield return presence;
        }

        var isKey = column.Values == facts.Rows && column.Distinct == facts.Rows && facts.Rows >= EnoughForKey;
        if (isKey)
        {
            yield return new UniqueCheck([index], NullRows.SkipIfAny) { Name = $"{name}_unique", Description = $"no value occurs twice in {Number(facts.Rows)} rows" };
        }

        var found = type switch
        {
            ColumnType.String => OfText(index, name, column),
            ColumnType.Timestamp when index == facts.EventTime => OfEventTime(index, name, column, now),
            ColumnType.Int32 or ColumnType.Int64 when !isKey => OfNumbers(index, name, type, column),
            ColumnType.Float32 or ColumnType.Float64 => OfNumbers(index, name, type, column),
            _ => [],
        };
        foreach (var check in found)
        {
            yield return check;
        }
    }

    /// <summary>All values are there, or at least the share that is likely to be: Wilson's lower bound, rounded down to a hundredth.</summary>
    private static NullCheck? Presence(long rows, int index, string name, ColumnFacts column)
    {
        var check = new NullCheck(index, IsNull: false) { Name = $"{name}_not_null" };
        if (column.Values == rows)
        {
            return check with { Description = $"none of {Number(rows)} is missing" };
        }

        var share = (double)column.Values / rows;
        var likely = Math.Floor(LowerBound(share, rows) * 100) / 100;
        return likely < LeastShare
            ? null
            : check with { Mostly = likely, Description = $"{share.ToString("P2", CultureInfo.InvariantCulture)} of {Number(rows)} are there; 95 % confidence, rounded down" };
    }

    /// <summary>Wilson's lower bound of a share (E. B. Wilson, Journal of the American Statistical Association 22, 1927).</summary>
    internal static double LowerBound(double share, long count)
    {
        var squared = Confidence * Confidence / count;
        return (share + (squared / 2) - (Confidence * Math.Sqrt(((share * (1 - share)) + (squared / 4)) / count))) / (1 + squared);
    }

    private static IEnumerable<Check> OfText(int index, string name, ColumnFacts column)
    {
        if (column.Members.Count > 0)
        {
            yield return new SetCheck(index, column.Members, Negate: false) { Name = $"{name}_in_set", Description = $"{Number(column.Distinct)} different values in {Number(column.Values)}" };
            yield break;
        }

        var isVaried = column.Distinct >= Enough;
        if (isVaried && Formats.FirstOrDefault(column.Formats.Contains) is { } format)
        {
            yield return new FormatCheck(index, format) { Name = $"{name}_matches_format", Description = $"all {Number(column.Values)} values have it" };
        }

        var isFixed = isVaried && column.Shortest == column.Longest;
        var (least, most) = isFixed ? (column.Shortest, column.Longest) : (Math.Min(1, column.Shortest), Math.Max(1, column.Longest * 2));
        if (most <= int.MaxValue)
        {
            yield return new LengthCheck(index, (int)least, (int)most)
            {
                Name = $"{name}_length_between",
                Description = isFixed ? $"all {Number(column.Values)} values are so long" : $"{Number(column.Shortest)} to {Number(column.Longest)} characters; up to twice the longest",
            };
        }
    }

    private static IEnumerable<Check> OfNumbers(int index, string name, ColumnType type, ColumnFacts column)
    {
        if (ValueOrder.IsFloating(type))
        {
            if (!double.IsFinite(column.Min.ToNumber()!.Value) || !double.IsFinite(column.Max.ToNumber()!.Value))
            {
                yield break;
            }

            yield return new FiniteCheck(index) { Name = $"{name}_finite", Description = $"all {Number(column.Values)} values are" };
        }

        var bounds = WideBounds.Of(column.Min, column.Max);
        if (!bounds.AtLeast.IsNull || !bounds.AtMost.IsNull)
        {
            yield return new BetweenCheck(index, bounds) { Name = $"{name}_between", Description = $"{column.Min} to {column.Max}; half as far again on both sides, without changing sign" };
        }
    }

    private static IEnumerable<Check> OfEventTime(int index, string name, ColumnFacts column, Instant now)
    {
        var check = new EventTimeCheck(index, null, TimeSpan.FromMinutes(5), null) { Name = $"{name}_event_time_sane" };
        var (earliest, latest) = (new Instant(column.Min.Bits), new Instant(column.Max.Bits));
        if (latest <= now && earliest.IsInCalendar)
        {
            var year = new DateTime(earliest.ToDateTime().Year, 1, 1, 0, 0, 0, DateTimeKind.Utc);
            yield return check with { Floor = Instant.From(year), Description = $"from {earliest} to {latest}; not before the first year, not after now" };
        }
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}

using System.Globalization;
using Larder.Errors;

namespace Larder.Offline.Delta;

/// <summary>How long removed files and old commits are kept.</summary>
internal static class Retention
{
    private const string FilesProperty = "delta.deletedFileRetentionDuration";
    private const string LogProperty = "delta.logRetentionDuration";

    /// <summary>How long removed files are kept by default.</summary>
    public static TimeSpan DefaultOfFiles => TimeSpan.FromDays(7);

    /// <summary>How long commits are kept by default.</summary>
    public static TimeSpan DefaultOfLog => TimeSpan.FromDays(30);

    /// <summary>How long a table keeps files that were removed from it.</summary>
    public static TimeSpan OfFiles(string table, DeltaSnapshot snapshot) => Of(table, snapshot, FilesProperty, DefaultOfFiles);

    /// <summary>How long a table keeps its commits; never shorter than its files.</summary>
    public static TimeSpan OfLog(string table, DeltaSnapshot snapshot)
    {
        var (log, files) = (Of(table, snapshot, LogProperty, DefaultOfLog), OfFiles(table, snapshot));
        return log < files ? files : log;
    }

    private static TimeSpan Of(string table, DeltaSnapshot snapshot, string property, TimeSpan byDefault) =>
        !snapshot.Configuration.TryGetValue(property, out var text) ? byDefault
        : Parse(text) ?? throw new InvalidInputException(
            $"The property {property} of the Delta table '{table}' is '{text}', which is no span of time. Set it to one such as 'interval 7 days'.");

    /// <summary>Reads <c>interval 1 week</c>; months and years have no fixed length and are none.</summary>
    private static TimeSpan? Parse(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        words = words is [var first, ..] && first.Equals("interval", StringComparison.OrdinalIgnoreCase) ? words[1..] : words;
        if (words.Length == 0 || words.Length % 2 != 0)
        {
            return null;
        }

        var sum = TimeSpan.Zero;
        for (var i = 0; i < words.Length; i += 2)
        {
            if (!int.TryParse(words[i], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || UnitOf(words[i + 1]) is not { } unit)
            {
                return null;
            }

            sum += unit * number;
        }

        return sum;
    }

    private static TimeSpan? UnitOf(string word) => word.ToLowerInvariant().TrimEnd('s') switch
    {
        "week" => TimeSpan.FromDays(7),
        "day" => TimeSpan.FromDays(1),
        "hour" => TimeSpan.FromHours(1),
        "minute" => TimeSpan.FromMinutes(1),
        "second" => TimeSpan.FromSeconds(1),
        "millisecond" => TimeSpan.FromMilliseconds(1),
        _ => null,
    };
}

using System.Globalization;

namespace Larder.Offline.Delta;

/// <summary>The names in <c>_delta_log</c>. Temporary names begin with a dot, so no reader takes one for a commit.</summary>
internal static class LogFolder
{
    public const string Name = "_delta_log";
    private const int Digits = 20;
    private const int PartDigits = 10;
    private const string TempPrefix = ".larder-";
    private const string TempSuffix = ".tmp";
    private const string Checkpoint = ".checkpoint.";

    /// <summary>Names the newest checkpoint; a hint, which may be missing, old or damaged.</summary>
    public const string HintName = "_last_checkpoint";

    public static string Of(string table) => Path.Join(table, Name);

    public static string CommitName(long version) => version.ToString("D20", CultureInfo.InvariantCulture) + ".json";

    public static string CommitPath(string table, long version) => Path.Join(table, Name, CommitName(version));

    public static string CheckpointName(long version) => version.ToString("D20", CultureInfo.InvariantCulture) + Checkpoint + "parquet";

    /// <summary>A name unique among the writers of one machine; writers elsewhere are told apart by creating the file exclusively.</summary>
    public static string TempName(long number) =>
        string.Create(CultureInfo.InvariantCulture, $"{TempPrefix}{Environment.ProcessId}-{number}{TempSuffix}");

    public static bool IsTemp(string name) =>
        name.StartsWith(TempPrefix, StringComparison.Ordinal) && name.EndsWith(TempSuffix, StringComparison.Ordinal);

    public static bool TryCommit(ReadOnlySpan<char> name, out long version)
    {
        version = -1;
        return name.Length == Digits + 5 && name.EndsWith(".json", StringComparison.Ordinal) && TryVersion(name, out version);
    }

    /// <summary>Any checkpoint: classic, multi-part or version 2.</summary>
    public static bool TryCheckpoint(ReadOnlySpan<char> name, out long version)
    {
        version = -1;
        return name.Length > Digits && name[Digits..].StartsWith(Checkpoint, StringComparison.Ordinal) && TryVersion(name, out version);
    }

    /// <summary>A classic checkpoint, which is one part of one, or a part of several: <c>&lt;version&gt;.checkpoint.&lt;part&gt;.&lt;parts&gt;.parquet</c>.</summary>
    public static bool TryCheckpointPart(string name, out int part, out int parts)
    {
        (part, parts) = (1, 1);
        var words = name[(Digits + Checkpoint.Length)..].Split('.');
        return words switch
        {
            ["parquet"] => true,
            [var number, var count, "parquet"] => number.Length == PartDigits && count.Length == PartDigits && TryNumber(number, out part) && TryNumber(count, out parts) && part >= 1 && part <= parts,
            _ => false,
        };
    }

    private static bool TryVersion(ReadOnlySpan<char> name, out long version) =>
        long.TryParse(name[..Digits], NumberStyles.None, CultureInfo.InvariantCulture, out version);

    private static bool TryNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}

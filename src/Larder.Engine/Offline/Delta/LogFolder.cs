using System.Globalization;

namespace Larder.Offline.Delta;

/// <summary>The names in <c>_delta_log</c>. Temporary names begin with a dot, so no reader takes one for a commit.</summary>
internal static class LogFolder
{
    public const string Name = "_delta_log";
    private const int Digits = 20;
    private const string TempPrefix = ".larder-";
    private const string TempSuffix = ".json.tmp";

    public static string Of(string table) => Path.Join(table, Name);

    public static string CommitName(long version) => version.ToString("D20", CultureInfo.InvariantCulture) + ".json";

    public static string CommitPath(string table, long version) => Path.Join(table, Name, CommitName(version));

    /// <summary>A name unique among the writers of one machine; writers elsewhere are told apart by creating the file exclusively.</summary>
    public static string TempName(long number) =>
        string.Create(CultureInfo.InvariantCulture, $"{TempPrefix}{Environment.ProcessId}-{number}{TempSuffix}");

    public static bool IsTemp(string name) =>
        name.StartsWith(TempPrefix, StringComparison.Ordinal) && name.EndsWith(TempSuffix, StringComparison.Ordinal);

    public static bool TryCommit(string name, out long version)
    {
        version = -1;
        return name.Length == Digits + 5 && name.EndsWith(".json", StringComparison.Ordinal) && TryVersion(name, out version);
    }

    /// <summary>Classic, multi-part and version 2 checkpoints alike: <c>&lt;version&gt;.checkpoint.…</c>.</summary>
    public static bool TryCheckpoint(string name, out long version)
    {
        version = -1;
        return name.Length > Digits && name.AsSpan(Digits).StartsWith(".checkpoint.", StringComparison.Ordinal) && TryVersion(name, out version);
    }

    private static bool TryVersion(string name, out long version) =>
        long.TryParse(name.AsSpan(0, Digits), NumberStyles.None, CultureInfo.InvariantCulture, out version);
}

using Larder.Errors;

namespace Larder.Offline.Delta;

/// <summary>Every error of this folder in one place, so that the texts agree.</summary>
internal static class DeltaErrors
{
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    public static InvalidInputException Damaged(string table, long version, int line, string what, Exception? inner = null)
    {
        var where = line > 0 ? $"line {line} of '{LogFolder.CommitName(version)}'" : $"'{LogFolder.CommitName(version)}'";
        var remedy = version > 0 ? $"Restore that file from a backup, or read version {version - 1}." : "Restore that file from a backup.";
        return new($"Version {version} of the Delta table '{table}' is damaged: {where} {what}. {remedy}", inner);
    }

    public static InvalidInputException Gap(string table, long version, long newest) => new(
        $"The log of the Delta table '{table}' has a gap: '{LogFolder.CommitName(version)}' is missing, though version {newest} exists. "
        + (version > 0 ? $"Restore that file from a backup, or read version {version - 1}." : "Restore that file from a backup."));

    public static InvalidInputException BrokenCheckpoint(string table, string checkpoint, string reason, long missing) => new(
        $"The Delta table '{table}' cannot be read: its checkpoint '{checkpoint}' is damaged ({reason}), and '{LogFolder.CommitName(missing)}', from which the log could be "
        + "replayed without it, is gone. Restore one of the two from a backup.");

    public static InvalidInputException NeedsCheckpoint(string table, long checkpoint, long missing) => new(
        $"The Delta table '{table}' needs its checkpoint of version {checkpoint}, because '{LogFolder.CommitName(missing)}' is gone; "
        + "but the checkpoint lacks a part, or is of a kind (v2Checkpoint) that Larder does not read yet. Restore the missing files from a backup.");

    public static NotFoundException Forgotten(string table, long version, long oldest) => new(
        $"Version {version} of the Delta table '{table}' is not in its log any more, which begins with version {oldest}. Read that, or a later one.");

    public static InvalidInputException Unreadable(string table, string feature) => new(
        $"The Delta table '{table}' uses {feature}, which Larder does not read yet. "
        + "Drop the feature with the tool that wrote the table, or copy the rows into a new table without it.");

    public static InvalidInputException Unwritable(string table, string feature) => new(
        $"The Delta table '{table}' uses {feature}, which Larder does not write yet; it can only be read. "
        + "Append with the tool that wrote the table, or copy the rows into a table that Larder created.");

    public static NotFoundException NoTable(string table) => new(
        $"There is no Delta table at '{table}'. Create it first, or check the path.");

    public static NotFoundException NoVersion(string table, long version, long newest) => new(
        $"Version {version} of the Delta table '{table}' does not exist; the newest is {newest}. Read that, or an earlier one.");

    public static UnavailableException CannotRead(string table, Exception inner) => new(
        $"The Delta table '{table}' cannot be read: {Line(inner)}. Check the disk and that this user may read the folder.", innerException: inner);

    public static UnavailableException CannotWrite(string table, Exception inner) => inner.HResult is NoSpace or QuotaExceeded or WindowsDiskFull
        ? new($"The disk of the Delta table '{table}' is full; nothing was committed. Free space and repeat.", innerException: inner)
        : new(
            $"The Delta table '{table}' cannot be written: {Line(inner)}; nothing was committed. Check the disk and that this user may write to the folder.",
            innerException: inner);

    public static UnavailableException NotFlushed(string table, long version, Exception inner) => new(
        $"Version {version} of the Delta table '{table}' is committed, but the disk did not confirm it: {Line(inner)}. "
        + "Check the disk and repeat with the same transaction; what is committed is not committed twice.",
        innerException: inner);

    public static bool IsIo(Exception exception) => exception is IOException or UnauthorizedAccessException;

    private static string Line(Exception exception) => exception.Message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
}

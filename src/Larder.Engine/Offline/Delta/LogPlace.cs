using Larder.Errors;

namespace Larder.Offline.Delta;

/// <summary>The file of the log that is being read, so that every complaint names table, version, file and line.</summary>
/// <param name="Table">The table's folder.</param>
/// <param name="Version">The version that the file makes, or a checkpoint states.</param>
/// <param name="IsCheckpoint">Whether it is a checkpoint, whose rows are numbered kind by kind.</param>
internal readonly record struct LogPlace(string Table, long Version, bool IsCheckpoint = false)
{
    /// <summary>The error of a file that cannot be what it is. A checkpoint's says only what and where: its reader knows what can be done about it.</summary>
    /// <param name="number">The line or row, from 1; 0 for the whole file.</param>
    /// <param name="what">What is wrong, as a phrase that follows the place.</param>
    /// <param name="inner">The cause.</param>
    public InvalidInputException Damaged(int number, string what, Exception? inner = null) =>
        IsCheckpoint ? new($"{(number > 0 ? $"row {number}" : "it")} {what}", inner) : DeltaErrors.Damaged(Table, Version, number, what, inner);

    /// <summary>The error of a file that does not lie below the table's folder: of a table that is made so, or a damaged one.</summary>
    public InvalidInputException Misplaced(int number, string action, string path) => !IsCheckpoint && DeltaPath.IsAbsolute(path)
        ? DeltaErrors.Unreadable(Table, $"files outside its folder, as shallow clones do ('{path}')")
        : Damaged(number, $"has an action '{action}' that has a 'path' that is not a path under the table: '{path}'");
}

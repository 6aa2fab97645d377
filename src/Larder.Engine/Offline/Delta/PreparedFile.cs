namespace Larder.Offline.Delta;

/// <summary>A data file that has been checked and flushed and may be committed.</summary>
internal sealed record PreparedFile(string Path, IReadOnlyList<KeyValuePair<string, string?>> PartitionValues, long Size, long Rows, string Stats, IReadOnlyList<KeyValuePair<string, string>> Tags);

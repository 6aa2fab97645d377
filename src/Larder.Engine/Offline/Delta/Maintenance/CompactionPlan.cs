namespace Larder.Offline.Delta;

/// <summary>Which files a compaction makes one of: small ones of one partition that follow each other, in their order, up to the target size.</summary>
internal static class CompactionPlan
{
    /// <summary>The lists of files, of two or more each.</summary>
    public static IReadOnlyList<IReadOnlyList<DeltaFile>> Of(DeltaSnapshot snapshot, long targetSize)
    {
        var bins = new List<IReadOnlyList<DeltaFile>>();
        foreach (var partition in snapshot.Files.GroupBy(file => string.Join('\0', snapshot.PartitionColumns.Select(column => file.PartitionValues[column] is { } value ? "=" + value : ""))))
        {
            var bin = new List<DeltaFile>();
            foreach (var file in partition)
            {
                var isSmall = file.Size < targetSize / 2;
                if (!isSmall || bin.Sum(other => other.Size) + file.Size > targetSize)
                {
                    Close(bin, bins);
                }

                if (isSmall)
                {
                    bin.Add(file);
                }
            }

            Close(bin, bins);
        }

        return bins;
    }

    private static void Close(List<DeltaFile> bin, List<IReadOnlyList<DeltaFile>> bins)
    {
        if (bin.Count > 1)
        {
            bins.Add([.. bin]);
        }

        bin.Clear();
    }
}

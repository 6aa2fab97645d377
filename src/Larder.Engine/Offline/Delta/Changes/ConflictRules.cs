namespace Larder.Offline.Delta;

/// <summary>How much of what others commit meanwhile a change may overlook (property <c>delta.isolationLevel</c>).</summary>
internal enum DeltaIsolation
{
    /// <summary>Nothing that it would have looked at: the table is as if all commits had been made one after the other in the order of versions. The default.</summary>
    Serializable,

    /// <summary>Blind appends: an order in which the table is as it is exists, though it need not be that of the versions.</summary>
    WriteSerializable,
}

/// <summary>Whether a change made ready against one version may follow another commit that came between.</summary>
internal static class ConflictRules
{
    private const string Property = "delta.isolationLevel";

    public static DeltaIsolation IsolationOf(DeltaSnapshot snapshot) =>
        snapshot.Configuration.TryGetValue(Property, out var level) && level == nameof(DeltaIsolation.WriteSerializable) ? DeltaIsolation.WriteSerializable : DeltaIsolation.Serializable;

    /// <summary>What the winner did that the change cannot follow, as a phrase; null where it can. Transactions are looked at before.</summary>
    public static string? Find(PlannedChange ours, LogCommit winner, DeltaIsolation isolation)
    {
        if (winner.Protocol is not null)
        {
            return "changed what the table demands of writers";
        }

        if (winner.Metadata is not null)
        {
            return "changed the table's metadata";
        }

        var removes = ours.Removes.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        var isOverlooked = isolation == DeltaIsolation.WriteSerializable && winner.Info.IsBlindAppend == true;
        foreach (var (key, added, _, dataChange) in winner.Files)
        {
            if (added is null && removes.Contains(key.Path))
            {
                return $"removed '{key.Path}', which this one was to remove or write anew";
            }

            if (added is not null && dataChange && !isOverlooked && ours.Change.Reads?.Invoke(added) == true)
            {
                return $"added '{key.Path}' to what this one was to replace";
            }
        }

        return null;
    }
}

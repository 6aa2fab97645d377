using Larder.Types;

namespace Larder.Aggregation.Tiles;

/// <summary>New events and retractions of one entity, brought into the total order, to be applied to stored events stretch by stretch.</summary>
internal sealed class EntityChanges
{
    private readonly List<(EventOrder Order, FeatureValue[]? Inputs, Instant RetractedAt)> _changes = [];

    /// <summary>Number of changes.</summary>
    public int Count => _changes.Count;

    /// <summary>Retractions whose event was not found.</summary>
    public int Unmatched { get; private set; }

    /// <summary>The newest event; the least one where there are only retractions.</summary>
    public EventOrder Newest { get; private set; }

    public void Clear()
    {
        _changes.Clear();
        (Unmatched, Newest) = (0, new EventOrder(new Instant(long.MinValue), new Instant(long.MinValue), long.MinValue));
    }

    public void Add(EventOrder order, FeatureValue[] inputs)
    {
        _changes.Add((order, inputs, default));
        Newest = order > Newest ? order : Newest;
    }

    public void Retract(EventOrder order, Instant at) => _changes.Add((order, null, at));

    /// <summary>Brings the changes into order: an event before its retractions.</summary>
    public void Sort() => _changes.Sort(static (a, b) => a.Order != b.Order ? a.Order.CompareTo(b.Order)
        : (a.Inputs is null).CompareTo(b.Inputs is null) is var kind and not 0 ? kind : a.RetractedAt.CompareTo(b.RetractedAt));

    /// <summary>The event time of a change.</summary>
    public long TimeOf(int change) => _changes[change].Order.EventTime.Microseconds;

    /// <summary>
    /// Merges stored events with changes. An event that is stored already changes nothing; of several retractions of one event the earliest counts.
    /// </summary>
    /// <param name="stored">The stored events of a stretch of time.</param>
    /// <param name="start">The first change in the stretch.</param>
    /// <param name="end">The change after the last.</param>
    /// <param name="merged">Receives all events.</param>
    /// <returns>Whether anything changed.</returns>
    public bool Merge(EntityEvents stored, int start, int end, EntityEvents merged)
    {
        merged.Clear();
        (merged.CompleteFrom, merged.NewestBefore) = (stored.CompleteFrom, stored.NewestBefore);
        var (row, hasChanged, inputs) = (0, false, new FeatureValue[stored.Inputs.Count]);
        for (var change = start; change < end; change++)
        {
            var (order, values, retractedAt) = _changes[change];
            for (; row < stored.Count && stored.Order(row) <= order; row++)
            {
                Copy(stored, row, inputs, merged);
            }

            var isThere = merged.Count > 0 && merged.Order(merged.Count - 1) == order;
            if (values is not null)
            {
                if (!isThere)
                {
                    merged.Add(order, values);
                    hasChanged = true;
                }
            }
            else if (!isThere)
            {
                Unmatched++;
            }
            else if (!merged.IsRetracted(merged.Count - 1) || merged.RetractedAts[merged.Count - 1] > retractedAt.Microseconds)
            {
                merged.Retract(merged.Count - 1, retractedAt);
                hasChanged = true;
            }
        }

        for (; row < stored.Count; row++)
        {
            Copy(stored, row, inputs, merged);
        }

        return hasChanged;
    }

    private static void Copy(EntityEvents stored, int row, FeatureValue[] inputs, EntityEvents merged)
    {
        for (var i = 0; i < inputs.Length; i++)
        {
            inputs[i] = stored.Input(i, row);
        }

        merged.Add(stored.Order(row), inputs);
        if (stored.IsRetracted(row))
        {
            merged.Retract(merged.Count - 1, new Instant(stored.RetractedAts[row]));
        }
    }
}

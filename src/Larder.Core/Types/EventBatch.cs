namespace Larder.Types;

/// <summary>
/// Rows of an event type, column by column. Every compiled row expression reads one row of such a batch: a batch of thousands when
/// history is read, a batch of one for a request.
/// </summary>
public sealed class EventBatch
{
    /// <summary>Creates an empty batch of <paramref name="schema"/> with room for <paramref name="capacity"/> rows.</summary>
    public EventBatch(EventSchema schema, int capacity)
    {
        ArgumentNullException.ThrowIfNull(schema);
        Schema = schema;
        Columns = [.. schema.Columns.Select(c => Column.Create(c.Type, capacity))];
        Capacity = capacity;
    }

    /// <summary>The event type.</summary>
    public EventSchema Schema { get; }

    /// <summary>One per column of <see cref="Schema"/>.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>Rows that fit.</summary>
    public int Capacity { get; }

    /// <summary>Rows filled.</summary>
    public int Count { get; set; }
}

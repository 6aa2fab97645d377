namespace Larder;

/// <summary>A number that rows make together, written in C#, for <see cref="Expect.Aggregate{T, TAggregate}"/>. A new one is made for each run and each group.</summary>
/// <typeparam name="T">The event type.</typeparam>
public abstract class RowAggregate<T>
{
    /// <summary>The number of the rows taken so far; null for none, which breaks the check.</summary>
    public abstract double? Value { get; }

    /// <summary>Takes a row. Rows come in any order.</summary>
    public abstract void Add(T row);
}

namespace Larder;

public sealed partial class Aggregations<TEvent>
{
    /// <summary>Oldest value in the total order; null over an empty window.</summary>
    public string? First(Func<TEvent, string?> value, Window window) => throw NeverRun();

    /// <inheritdoc cref="First(Func{TEvent, string}, Window)"/>
    public long? First(Func<TEvent, long?> value, Window window) => throw NeverRun();

    /// <inheritdoc cref="First(Func{TEvent, string}, Window)"/>
    public double? First(Func<TEvent, double?> value, Window window) => throw NeverRun();

    /// <inheritdoc cref="First(Func{TEvent, string}, Window)"/>
    public bool? First(Func<TEvent, bool?> value, Window window) => throw NeverRun();

    /// <inheritdoc cref="First(Func{TEvent, string}, Window)"/>
    public DateTime? First(Func<TEvent, DateTime?> value, Window window) => throw NeverRun();

    /// <summary>Newest value in the total order; null over an empty window.</summary>
    public string? Last(Func<TEvent, string?> value, Window window) => throw NeverRun();

    /// <inheritdoc cref="Last(Func{TEvent, string}, Window)"/>
    public long? Last(Func<TEvent, long?> value, Window window) => throw NeverRun();

    /// <inheritdoc cref="Last(Func{TEvent, string}, Window)"/>
    public double? Last(Func<TEvent, double?> value, Window window) => throw NeverRun();

    /// <inheritdoc cref="Last(Func{TEvent, string}, Window)"/>
    public bool? Last(Func<TEvent, bool?> value, Window window) => throw NeverRun();

    /// <inheritdoc cref="Last(Func{TEvent, string}, Window)"/>
    public DateTime? Last(Func<TEvent, DateTime?> value, Window window) => throw NeverRun();

    /// <summary>The oldest values, at most <paramref name="n"/>, oldest first; null over an empty window.</summary>
    public string[]? FirstN(Func<TEvent, string?> value, int n, Window window) => throw NeverRun();

    /// <inheritdoc cref="FirstN(Func{TEvent, string}, int, Window)"/>
    public long[]? FirstN(Func<TEvent, long?> value, int n, Window window) => throw NeverRun();

    /// <inheritdoc cref="FirstN(Func{TEvent, string}, int, Window)"/>
    public double[]? FirstN(Func<TEvent, double?> value, int n, Window window) => throw NeverRun();

    /// <summary>The newest values, at most <paramref name="n"/>, oldest first; null over an empty window.</summary>
    public string[]? LastN(Func<TEvent, string?> value, int n, Window window) => throw NeverRun();

    /// <inheritdoc cref="LastN(Func{TEvent, string}, int, Window)"/>
    public long[]? LastN(Func<TEvent, long?> value, int n, Window window) => throw NeverRun();

    /// <inheritdoc cref="LastN(Func{TEvent, string}, int, Window)"/>
    public double[]? LastN(Func<TEvent, double?> value, int n, Window window) => throw NeverRun();

    /// <summary>The first different values, at most <paramref name="n"/>, in the order of their first occurrence; null over an empty window.</summary>
    public string[]? FirstDistinctN(Func<TEvent, string?> value, int n, Window window) => throw NeverRun();

    /// <inheritdoc cref="FirstDistinctN(Func{TEvent, string}, int, Window)"/>
    public long[]? FirstDistinctN(Func<TEvent, long?> value, int n, Window window) => throw NeverRun();

    /// <inheritdoc cref="FirstDistinctN(Func{TEvent, string}, int, Window)"/>
    public double[]? FirstDistinctN(Func<TEvent, double?> value, int n, Window window) => throw NeverRun();

    /// <summary>The last different values, at most <paramref name="n"/>, in the order of their last occurrence, the newest last; null over an empty window.</summary>
    public string[]? LastDistinctN(Func<TEvent, string?> value, int n, Window window) => throw NeverRun();

    /// <inheritdoc cref="LastDistinctN(Func{TEvent, string}, int, Window)"/>
    public long[]? LastDistinctN(Func<TEvent, long?> value, int n, Window window) => throw NeverRun();

    /// <inheritdoc cref="LastDistinctN(Func{TEvent, string}, int, Window)"/>
    public double[]? LastDistinctN(Func<TEvent, double?> value, int n, Window window) => throw NeverRun();
}

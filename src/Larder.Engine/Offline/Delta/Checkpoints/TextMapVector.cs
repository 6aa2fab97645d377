using Larder.DuckDb;

namespace Larder.Offline.Delta;

/// <summary>The maps of a column in one chunk, with what all of their rows need taken out once.</summary>
internal readonly ref struct TextMapVector
{
    private readonly DuckDbVector _maps;

    public TextMapVector(DuckDbVector maps)
    {
        var entries = maps.Child;
        _maps = maps;
        Keys = entries.Field(0);
        Values = entries.Field(1);
    }

    /// <summary>The keys of all rows, one after the other.</summary>
    public DuckDbVector Keys { get; }

    /// <summary>The values that belong to them.</summary>
    public DuckDbVector Values { get; }

    /// <summary>Which entries are a row's; none for null.</summary>
    public (int First, int Count) Entries(int row) => _maps.ListEntry(row);
}

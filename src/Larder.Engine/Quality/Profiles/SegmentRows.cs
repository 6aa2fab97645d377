using System.Text;
using Larder.DuckDb;

namespace Larder.Quality.Profiles;

/// <summary>Which rows of a chunk are of which segment. Lists are used again from chunk to chunk.</summary>
internal sealed class SegmentRows
{
    private const string Null = "null";

    private readonly Dictionary<string, List<int>> _segments = new(StringComparer.Ordinal);

    /// <summary>The segments that have rows in the chunk.</summary>
    public IEnumerable<KeyValuePair<string, List<int>>> Segments => _segments.Where(s => s.Value.Count > 0);

    /// <summary>All rows are of one segment.</summary>
    public void TakeAll(int rows)
    {
        var all = Rows(ProfileScan.Whole);
        if (all.Count != rows)
        {
            all.Clear();
            all.AddRange(Enumerable.Range(0, rows));
        }
    }

    /// <summary>Rows by their value.</summary>
    public void Take(DuckDbVector values)
    {
        foreach (var rows in _segments.Values)
        {
            rows.Clear();
        }

        for (var row = 0; row < values.RowCount; row++)
        {
            Rows(values.IsValid(row) ? Encoding.UTF8.GetString(values.Bytes(row)) : Null).Add(row);
        }
    }

    private List<int> Rows(string segment)
    {
        if (!_segments.TryGetValue(segment, out var rows))
        {
            _segments.Add(segment, rows = []);
        }

        return rows;
    }
}

using Larder.DuckDb;
using Larder.Errors;

namespace Larder.Quality.Profiles;

/// <summary>
/// Profiles rows in one pass: the engine reads, C# takes each vector as it lies. DuckDB's SUMMARIZE, which is the same question in SQL with sketches that cannot be merged, takes several times as long over the same
/// file (benchmark <c>drift</c>). Columns are dealt out to the threads, which each read only theirs.
/// </summary>
internal sealed class ProfileScan(DuckDbDatabase engine, int threads)
{
    /// <summary>A segment has a tile for each day; more would be an id, not a segment.</summary>
    public const int MostSegments = 1_000;

    /// <summary>The segment of all rows where none is declared.</summary>
    public const string Whole = "";

    /// <summary>The tile of each segment.</summary>
    /// <exception cref="InvalidInputException">There are more than 1,000 segments.</exception>
    public IReadOnlyDictionary<string, ProfileTile> Run(ProfileRelation rows, CancellationToken cancellationToken)
    {
        try
        {
            using var connection = engine.Connect();
            var columns = rows.Describe(connection, cancellationToken);
            var workers = Math.Clamp(columns.Count / 4, 1, threads);
            ProfiledColumn[][] dealt = [.. Enumerable.Range(0, workers).Select(worker => columns.Where((_, i) => i % workers == worker).ToArray())];
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var parts = new Dictionary<string, ProfileTile>[workers];
            Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = stop.Token }, worker => parts[worker] = Scan(rows, dealt[worker], stop.Token));
            return Joined(parts);
        }
        catch (AggregateException several)
        {
            throw several.InnerExceptions[0] is DuckDbException failed ? rows.Unreadable(failed) : several.InnerExceptions[0];
        }
        catch (DuckDbException failed)
        {
            throw rows.Unreadable(failed);
        }
    }

    private Dictionary<string, ProfileTile> Scan(ProfileRelation rows, ProfiledColumn[] columns, CancellationToken cancellationToken)
    {
        var select = columns.Select(c => c.Select).Concat(rows.Segment is { } segment ? [$"{Identifiers.Quote(segment)}::VARCHAR"] : []);
        using var connection = engine.Connect();
        using var result = connection.Query($"SELECT {string.Join(", ", select.DefaultIfEmpty("1"))} FROM {rows.From}", cancellationToken);
        var tiles = new Dictionary<string, ProfileTile>(StringComparer.Ordinal);
        var groups = new SegmentRows();
        var profiler = new VectorProfiler();
        while (true)
        {
            using var chunk = result.Read(cancellationToken);
            if (chunk is null)
            {
                return tiles;
            }

            if (rows.Segment is null)
            {
                groups.TakeAll(chunk.RowCount);
            }
            else
            {
                groups.Take(chunk[columns.Length]);
            }

            foreach (var (name, members) in groups.Segments)
            {
                if (!tiles.TryGetValue(name, out var tile))
                {
                    tiles.Add(name, tile = new ProfileTile());
                    EnsureFew(rows, tiles.Count);
                }

                tile.AddRows(members.Count);
                for (var column = 0; column < columns.Length; column++)
                {
                    profiler.Add(tile.Feature(columns[column].Name, columns[column].Kind), chunk[column], System.Runtime.InteropServices.CollectionsMarshal.AsSpan(members));
                }
            }
        }
    }

    /// <summary>Each worker has seen all rows, but only its columns.</summary>
    private static Dictionary<string, ProfileTile> Joined(Dictionary<string, ProfileTile>[] parts)
    {
        foreach (var (segment, tile) in parts[0])
        {
            foreach (var other in parts.Skip(1))
            {
                tile.Take(other[segment]);
            }
        }

        return parts[0];
    }

    private static void EnsureFew(ProfileRelation rows, int segments)
    {
        if (segments > MostSegments)
        {
            throw new InvalidInputException($"The column {rows.Segment} has more than {MostSegments} values, too many for segments; declare another with By, or none.");
        }
    }
}

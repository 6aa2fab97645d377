using Larder.DuckDb;
using Larder.Offline;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder.Quality;

/// <summary>Checks that only C# can evaluate, all in one scan, batch by batch.</summary>
internal sealed class BatchPass(CheckRelation rows, CheckContext context)
{
    /// <summary>How the checks came out, in their order.</summary>
    public IReadOnlyList<CheckResult> Run(DuckDbConnection connection, IReadOnlyList<Check> checks, CancellationToken cancellationToken)
    {
        CheckRun[] runs = [.. checks.Select(c => new CheckRun(c, context))];
        foreach (var read in Read(connection, rows, cancellationToken))
        {
            Array.ForEach(runs, run => run.Add(read.Batch, read.Sequences));
        }

        return [.. runs.Select(r => r.Result)];
    }

    /// <summary>All rows, batch by batch in the same object. Samples show whole rows, so that all columns are read.</summary>
    public static IEnumerable<EventReader> Read(DuckDbConnection connection, CheckRelation rows, CancellationToken cancellationToken)
    {
        var reader = new EventReader(rows.Schema, Enumerable.Range(0, rows.Schema.Columns.Count), order: OrderParts.Sequence);
        using var result = Guarded(rows, () => connection.Query($"SELECT {reader.SelectList} FROM ({rows.Sql})", cancellationToken));
        while (true)
        {
            using var chunk = Guarded(rows, () => result.Read(cancellationToken));
            if (chunk is null)
            {
                yield break;
            }

            reader.Load(chunk, isRevised: false);
            Blank(reader.Batch);
            yield return reader;
        }
    }

    private static T Guarded<T>(CheckRelation rows, Func<T> ask)
    {
        try
        {
            return ask();
        }
        catch (DuckDbException failed)
        {
            throw rows.Unreadable(failed);
        }
    }

    /// <summary>A column that cannot be null reads as its type's default where it is, as in any batch; the engine leaves anything there.</summary>
    private static void Blank(EventBatch batch)
    {
        foreach (var column in batch.Columns)
        {
            for (var row = 0; row < batch.Count; row++)
            {
                if (column.Nulls[row])
                {
                    column.Set(row, FeatureValue.Null);
                }
            }
        }
    }
}

using Larder.Catalog;
using Larder.DuckDb;
using Larder.Errors;
using Larder.Offline;
using Larder.Offline.Evolution;
using Larder.Types;

namespace Larder.Erasure;

/// <summary>
/// Finds the rows of an entity in a data file, by the keys that views give them, and by whatever else tells whose they are; whether a view would leave the row out is not asked. A row of whose key a lambda cannot tell,
/// because a quarantined row may be anything, is counted and left.
/// </summary>
/// <param name="connection">The engine.</param>
/// <param name="source">The source whose columns the file has.</param>
/// <param name="views">The views that say which entity a row is of.</param>
/// <param name="others">What else says it.</param>
/// <param name="target">Whom to find.</param>
internal sealed class RowFinder(DuckDbConnection connection, SourceDefinition source, IReadOnlyList<CompiledSourceView> views, IReadOnlyList<RowKey> others, ErasureTarget target)
{
    private readonly int[] _all = [.. Enumerable.Range(0, EventReader.Capacity)];
    private readonly Column[][] _parts = [.. views.Select(v => v.KeyFills.Select(fill => Column.Create(fill.Type, EventReader.Capacity)).ToArray())];

    // Per view, which of its parts the target names, and with which value.
    private readonly (int Part, FeatureValue Value)[][] _wanted =
        [.. views.Select(v => target.Parts.Select(p => (v.Entity.KeyParts.Select((part, i) => (part, i)).First(e => e.part.Name == p.Column).i, p.Value)).ToArray())];

    private readonly bool[] _hits = new bool[EventReader.Capacity];
    private readonly bool[] _unknown = new bool[EventReader.Capacity];

    /// <summary>Rows of whose key a lambda could not tell so far.</summary>
    public long Unknown { get; private set; }

    /// <summary>The keys found so far, by view.</summary>
    public IReadOnlyList<HashSet<EntityKey>> Keys { get; } = [.. views.Select(_ => new HashSet<EntityKey>())];

    /// <summary>The rows of a file, by their number from 0.</summary>
    /// <param name="path">The file.</param>
    /// <param name="changes">How its rows get the source's columns; null where they have them.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    public IReadOnlyList<long> Find(string path, ColumnChanges? changes, CancellationToken cancellationToken)
    {
        const string Number = "file_row_number";
        var file = $"read_parquet({Identifiers.Literal(path)}, hive_partitioning = false, {Number} = true)";
        var rows = changes is null ? file : $"({changes.Select(file, [EventFiles.DayColumn], Number)})";
        var reader = new EventReader(source.Schema, views.SelectMany(v => v.KeyColumns).Concat(others.SelectMany(o => o.Columns)), order: OrderParts.None);
        var columns = reader.SelectList.Length == 0 ? string.Empty : $"{reader.SelectList}, ";
        using var result = connection.Query($"SELECT {columns}{Number} FROM {rows}", cancellationToken);
        var found = new List<long>();
        while (result.Read(cancellationToken) is { } chunk)
        {
            using (chunk)
            {
                reader.Load(chunk, isRevised: false);
                Array.Clear(_hits);
                Array.Clear(_unknown);
                for (var view = 0; view < views.Count; view++)
                {
                    Match(view, reader.Batch);
                }

                foreach (var other in others)
                {
                    Match(other, reader.Batch);
                }

                var numbers = chunk[chunk.ColumnCount - 1].Values<long>();
                for (var row = 0; row < chunk.RowCount; row++)
                {
                    Unknown += _unknown[row] && !_hits[row] ? 1 : 0;
                    if (_hits[row])
                    {
                        found.Add(numbers[row]);
                        AddKeys(reader.Batch, row);
                    }
                }
            }
        }

        return found;
    }

    private void Match(RowKey key, EventBatch batch)
    {
        for (var row = 0; row < batch.Count; row++)
        {
            try
            {
                _hits[row] |= key.IsOf(target, batch, row);
            }
            catch (UserCodeException)
            {
                // Where a view has told it counts.
                _unknown[row] |= views.Count == 0;
            }
        }
    }

    /// <summary>Another view may give a row that is the entity's a key in another form.</summary>
    private void AddKeys(EventBatch batch, int row)
    {
        for (var view = 0; view < views.Count; view++)
        {
            try
            {
                if (views[view].Entity.KeyOf([.. Fill(view, batch, [row], 1).Select(p => p.Value(0))]) is { IsNull: false } key)
                {
                    Keys[view].Add(EntityKey.From(key));
                }
            }
            catch (UserCodeException)
            {
                // That view has no row of it either.
            }
        }
    }

    private Column[] Fill(int view, EventBatch batch, int[] rows, int count)
    {
        var parts = _parts[view];
        for (var part = 0; part < parts.Length; part++)
        {
            views[view].KeyFills[part].Fill(batch, rows, count, parts[part], 0);
        }

        return parts;
    }

    /// <summary>Asks all rows of a batch at once, or one by one where one of them makes a lambda throw.</summary>
    private void Match(int view, EventBatch batch)
    {
        try
        {
            Match(view, batch, _all, batch.Count);
        }
        catch (UserCodeException)
        {
            for (var row = 0; row < batch.Count; row++)
            {
                try
                {
                    Match(view, batch, [row], 1);
                }
                catch (UserCodeException)
                {
                    _unknown[row] = true;
                }
            }
        }
    }

    private void Match(int view, EventBatch batch, int[] rows, int count)
    {
        var parts = Fill(view, batch, rows, count);
        for (var i = 0; i < count; i++)
        {
            var place = i;
            if (_wanted[view].All(wanted => parts[wanted.Part].Value(place) == wanted.Value))
            {
                _hits[rows[i]] = true;
            }
        }
    }
}

using Larder.DuckDb;
using Larder.Engine;
using Larder.Types;

namespace Larder.Offline.TrainingSets;

/// <summary>One pass over some columns of a spine: those that are wanted, as the types they are wanted as, and others that are only hashed.</summary>
/// <param name="wanted">The columns wanted; the first of each chunk, in this order.</param>
internal sealed class SpinePass(IReadOnlyList<(string Name, ColumnType Type)> wanted)
{
    private readonly List<string> _selected = [.. wanted.Select(w => $"CAST({Identifiers.Quote(w.Name)} AS {SqlTypes.NameOf(w.Type)})")];
    private readonly List<(int Place, int Column)> _hashed = [];

    /// <summary>Hashes a column of the spine where it is wanted as the type it has.</summary>
    /// <returns>Whether it is.</returns>
    public bool HashesAsWanted(DuckDbColumn column, int number)
    {
        for (var place = 0; place < wanted.Count; place++)
        {
            if (string.Equals(wanted[place].Name, column.Name, StringComparison.OrdinalIgnoreCase) && SqlTypes.TypeOf(wanted[place].Type).Equals(column.Type))
            {
                _hashed.Add((place, number));
                return true;
            }
        }

        return false;
    }

    /// <summary>Selects a column once more, to hash it.</summary>
    public void Hash(DuckDbColumn column, int number)
    {
        _hashed.Add((_selected.Count, number));
        _selected.Add(ColumnHash.Select(column));
    }

    /// <summary>Reads the spine.</summary>
    /// <param name="connection">The engine.</param>
    /// <param name="from">The table.</param>
    /// <param name="hash">Gets the columns to hash.</param>
    /// <param name="read">Told each chunk and the number of rows before it.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    public void Run(DuckDbConnection connection, string from, SpineHash hash, Action<DuckDbChunk, int> read, CancellationToken cancellationToken)
    {
        if (_selected.Count == 0)
        {
            return;
        }

        using var result = connection.Query($"SELECT {string.Join(", ", _selected)} FROM {from}", cancellationToken);
        var offset = 0;
        for (var chunk = result.Read(cancellationToken); chunk is not null; chunk = result.Read(cancellationToken))
        {
            read(chunk, offset);
            foreach (var (place, column) in _hashed)
            {
                hash.Append(column, chunk[place]);
            }

            offset += chunk.RowCount;
        }
    }
}

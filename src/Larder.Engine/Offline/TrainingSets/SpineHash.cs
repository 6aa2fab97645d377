using System.Security.Cryptography;
using System.Text;
using Larder.DuckDb;

namespace Larder.Offline.TrainingSets;

/// <summary>Names a spine by its contents: SHA-256 over names, types and values of all columns, in row order.</summary>
internal sealed class SpineHash : IDisposable
{
    private readonly IncrementalHash _spine = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ColumnHash[] _columns;
    private readonly int[] _places;

    /// <param name="columns">Its columns.</param>
    /// <param name="places">Where each lies in the chunks that are appended, as <see cref="ColumnHash.Select"/> has it.</param>
    public SpineHash(IReadOnlyList<DuckDbColumn> columns, int[] places)
    {
        _spine.AppendData(Encoding.UTF8.GetBytes(string.Join('\n', columns.Select(c => $"{c.Name} {c.Type}"))));
        _columns = [.. columns.Select(_ => new ColumnHash())];
        _places = places;
    }

    /// <summary>Appends rows.</summary>
    public void Append(DuckDbChunk chunk)
    {
        for (var i = 0; i < _columns.Length; i++)
        {
            _columns[i].Append(chunk[_places[i]]);
        }
    }

    /// <summary>Ends the hash, lower-case hex.</summary>
    public string Finish()
    {
        foreach (var column in _columns)
        {
            column.Finish(_spine);
        }

        return Convert.ToHexStringLower(_spine.GetHashAndReset());
    }

    public void Dispose()
    {
        _spine.Dispose();
        foreach (var column in _columns)
        {
            column.Dispose();
        }
    }
}

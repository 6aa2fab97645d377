using System.Security.Cryptography;
using System.Text;
using Larder.DuckDb;

namespace Larder.Offline.TrainingSets;

/// <summary>Names a spine by its contents: SHA-256 over names, types and values of all columns, in row order.</summary>
internal sealed class SpineHash : IDisposable
{
    private readonly IncrementalHash _spine = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ColumnHash[] _columns;

    /// <param name="columns">Its columns.</param>
    public SpineHash(IReadOnlyList<DuckDbColumn> columns)
    {
        _spine.AppendData(Encoding.UTF8.GetBytes(string.Join('\n', columns.Select(c => $"{c.Name} {c.Type}"))));
        _columns = [.. columns.Select(_ => new ColumnHash())];
    }

    /// <summary>Appends the next rows of a column. Columns do not wait for each other: each may be read by a thread of its own.</summary>
    /// <param name="column">Its number.</param>
    /// <param name="vector">The rows, as <see cref="ColumnHash.Select"/> has them.</param>
    public void Append(int column, DuckDbVector vector) => _columns[column].Append(vector);

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

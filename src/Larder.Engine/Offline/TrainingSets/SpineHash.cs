using System.Security.Cryptography;
using System.Text;
using Larder.DuckDb;

namespace Larder.Offline.TrainingSets;

/// <summary>Names a spine by its contents.</summary>
internal static class SpineHash
{
    /// <summary>SHA-256 over names, types and values of all columns, in row order.</summary>
    /// <param name="connection">The engine.</param>
    /// <param name="table">The spine.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    public static string Of(DuckDbConnection connection, string table, IReadOnlyList<DuckDbColumn> columns, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(string.Join('\n', columns.Select(c => $"{c.Name} {c.Type}"))));
        var hashes = columns.Select(_ => new ColumnHash()).ToArray();
        using var result = connection.Query($"SELECT {string.Join(", ", columns.Select(ColumnHash.Select))} FROM {table}", cancellationToken);
        for (var chunk = result.Read(cancellationToken); chunk is not null; chunk = result.Read(cancellationToken))
        {
            for (var i = 0; i < hashes.Length; i++)
            {
                hashes[i].Append(chunk[i]);
            }
        }

        foreach (var column in hashes)
        {
            column.Finish(hash);
            column.Dispose();
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

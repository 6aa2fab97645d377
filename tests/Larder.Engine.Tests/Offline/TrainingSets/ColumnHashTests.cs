using System.Security.Cryptography;
using Larder.DuckDb;

namespace Larder.Offline.TrainingSets;

public sealed class ColumnHashTests
{
    /// <summary>Recorded training sets were hashed so.</summary>
    [Fact]
    public void Truth_values_are_hashed_as_the_texts_that_the_engine_makes_of_them()
    {
        using var engine = DuckDbDatabase.Open();
        using var connection = engine.Connect();
        string Hash(string column)
        {
            using var hash = new ColumnHash();
            using var spine = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using var rows = connection.Query($"SELECT {column} FROM (SELECT CASE WHEN range % 7 = 0 THEN NULL ELSE range % 3 = 0 END AS b FROM range(5000))");
            for (var chunk = rows.Read(); chunk is not null; chunk = rows.Read())
            {
                hash.Append(chunk[0]);
            }

            hash.Finish(spine);
            return Convert.ToHexString(spine.GetHashAndReset());
        }

        ColumnHash.Select(new DuckDbColumn("b", DuckDbType.Of(DuckDbTypeKind.Boolean))).ShouldBe("\"b\"");
        Hash("b").ShouldBe(Hash("CAST(b AS VARCHAR)"));
    }
}

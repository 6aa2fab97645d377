using Larder.DuckDb;
using Larder.Engine;
using Larder.Reference;
using Larder.Types;

namespace Larder.Composite;

/// <summary>Generated visits, and the Parquet file that holds them.</summary>
internal sealed class VisitCase
{
    private static readonly string?[] Countries = ["uk", "de", "日本", "", null];

    public VisitCase(int seed, int count, bool large = false)
    {
        var random = new Random(seed);
        var time = new DateTime(2024, 3, 1, 0, 0, 0, DateTimeKind.Utc);
        for (var i = 0; i < count; i++)
        {
            time = time.AddSeconds(random.Next(1, 3600));
            Visits.Add(
            [
                FeatureValue.From($"u{random.Next(8)}"), FeatureValue.From(time), FeatureValue.From(Countries[random.Next(Countries.Length)]),
                FeatureValue.From(large && random.Next(6) == 0 ? long.MaxValue - random.Next(5) : random.Next(-50, 50)),
                .. GeneratedValues.Composites.Select(type => GeneratedValues.Of(type, random)),
            ]);
        }
    }

    public static IReadOnlyList<(string Name, ColumnType Type)> Columns { get; } = [.. EventSchema.Of(typeof(Visit)).Columns.Select(c => (c.Name, c.Type))];

    /// <summary>Values by column; times differ.</summary>
    public List<FeatureValue[]> Visits { get; } = [];

    public Instant Newest => new(Visits[^1][1].Bits);

    /// <summary>Writes the visits as Parquet.</summary>
    public string Write(string path)
    {
        Write(path, Columns, Visits);
        return path;
    }

    /// <summary>Writes rows of Larder's types as Parquet.</summary>
    public static void Write(string path, IReadOnlyList<(string Name, ColumnType Type)> columns, IReadOnlyList<FeatureValue[]> rows)
    {
        using var engine = DuckDbDatabase.Open();
        using var connection = engine.Connect();
        connection.Execute($"CREATE TABLE t ({string.Join(", ", columns.Select(c => $"{Identifiers.Quote(c.Name)} {SqlTypes.NameOf(c.Type)}"))})");
        using (var appender = connection.Append("t"))
        {
            foreach (var row in rows)
            {
                var target = appender.Chunk.RowCount++;
                for (var i = 0; i < row.Length; i++)
                {
                    SqlTypes.Write(appender.Chunk[i], target, row[i]);
                }

                if (appender.Chunk.RowCount == appender.Chunk.Capacity)
                {
                    appender.AppendChunk();
                }
            }

            appender.Close();
        }

        connection.Execute($"COPY t TO {Identifiers.Literal(path)} (FORMAT parquet, DICTIONARY_SIZE_LIMIT 0)");
    }

    /// <summary>Reads columns of Larder's types.</summary>
    public static List<FeatureValue[]> Read(string sql, IReadOnlyList<ColumnType> types)
    {
        using var engine = DuckDbDatabase.Open();
        using var connection = engine.Connect();
        using var result = connection.Query(sql);
        var rows = new List<FeatureValue[]>();
        while (result.Read() is { } chunk)
        {
            for (var row = 0; row < chunk.RowCount; row++)
            {
                var values = new FeatureValue[types.Count];
                for (var i = 0; i < values.Length; i++)
                {
                    values[i] = SqlTypes.Value(chunk[i], row, types[i]);
                }

                rows.Add(values);
            }
        }

        return rows;
    }
}

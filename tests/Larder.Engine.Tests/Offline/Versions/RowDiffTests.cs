using Larder.Offline.Delta;
using Larder.Support;

namespace Larder.Offline.Versions;

/// <summary>The difference of two versions of a table against its naive twin, which reads all rows of both.</summary>
public sealed class RowDiffTests : LineFixture
{
    private static readonly string[] Values = ["('a', 1)", "('a', 1)", "('a', NULL)", "('b', 1)", "(NULL, NULL)", "('b', 2)"];

    private string Folder => Path.Combine(World.OfflinePath, "pairs");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Rows_that_came_and_went_are_those_of_the_naive_twin(int seed)
    {
        var random = new Random(seed);
        var table = DeltaTable.At(Folder, World.Clock);
        await table.CreateAsync(new DeltaSchema([new DeltaField("name", DeltaType.String), new DeltaField("number", DeltaType.Long)]), [], Token);
        var rows = new List<IReadOnlyList<string>> { Array.Empty<string>() };
        for (var version = 1; version <= 8; version++)
        {
            await ChangeAsync(table, random, version);
            rows.Add(await RowsAsync(table));
        }

        for (var pair = 0; pair < 12; pair++)
        {
            var (from, to) = (random.Next(rows.Count), random.Next(rows.Count));
            var diff = await new DataVersions(World.Workspace).DiffAsync($"pairs@{from}", $"pairs@{to}", 100, Token);
            var (came, went) = (Without(rows[to], rows[from]), Without(rows[from], rows[to]));
            (diff.Added, diff.Removed).ShouldBe((came.Count, went.Count), $"pairs@{from} and pairs@{to}");
            Told(diff, came: true).ShouldBe(came);
            Told(diff, came: false).ShouldBe(went);
        }
    }

    private async Task ChangeAsync(DeltaTable table, Random random, int version)
    {
        var files = (await table.ReadAsync(ct: Token))!.Files;
        if (files.Count > 1 && random.Next(3) == 0)
        {
            await table.RemoveAsync(new DeltaRemoval(new DeltaAppend("test", version, []), [files[random.Next(files.Count)].Path]), Token);
            return;
        }

        var count = random.Next(1, 6);
        Sql.Execute($"COPY (SELECT * FROM (VALUES {string.Join(", ", Enumerable.Range(0, count).Select(_ => Values[random.Next(Values.Length)]))}) v(name, number)) TO '{Path.Combine(Folder, $"{version}.parquet")}' (FORMAT parquet)");
        await table.AppendAsync(new DeltaAppend("test", version, [new DeltaNewFile($"{version}.parquet", count)]), Token);
    }

    private async Task<IReadOnlyList<string>> RowsAsync(DeltaTable table)
    {
        var files = (await table.ReadAsync(ct: Token))!.Files;
        return Sql.Lines($"SELECT name, number FROM read_parquet([{string.Join(", ", files.Select(file => $"'{Path.Combine(Folder, file.Path)}'"))}])");
    }

    private static List<string> Without(IReadOnlyList<string> rows, IReadOnlyList<string> others)
    {
        var left = rows.Order(StringComparer.Ordinal).ToList();
        foreach (var row in others)
        {
            left.Remove(row);
        }

        return left;
    }

    private static IEnumerable<string> Told(DataDiff diff, bool came) => diff.Examples.Where(row => row.Count > 0 == came)
        .SelectMany(row => Enumerable.Repeat(string.Join(" | ", row.Values.Select(value => value ?? "null")), (int)Math.Abs(row.Count))).Order(StringComparer.Ordinal);
}

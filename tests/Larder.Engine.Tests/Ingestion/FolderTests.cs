using Larder.Catalog;
using Larder.Errors;
using Larder.Support;

namespace Larder.Ingestion;

public sealed record Hit(string Id, DateTime At, string? Country, int? Year);

public sealed class HitRepository : FeatureRepository
{
    public static readonly FeatureCatalog Catalog = new HitRepository().Build();

    public EventSource<Hit> Hits { get; } = Source.Csv<Hit>("hits", eventTime: h => h.At);

    public EventSource<Hit> Columns { get; } = Source.Parquet<Hit>("hits", eventTime: h => h.At);
}

/// <summary>Folders and globs: which files, in which order, and what the names of folders say.</summary>
public sealed class FolderTests : IDisposable
{
    private readonly World _world = new(HitRepository.Catalog);

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData("", "a,b,c,d")]
    [InlineData("**/*.csv", "a,b,c")]
    [InlineData("*/**/*.csv*", "b,c,d")]
    [InlineData("*/*.csv", "b")]
    [InlineData("**/x/*", "c,n,d")]
    [InlineData("s?b/**", "b,c,n,d")]
    [InlineData("_*.csv", "e")]
    public void Files_are_found_in_order(string glob, string expected)
    {
        var names = new Dictionary<string, string>
        {
            ["a.csv"] = "a",
            ["sub/b.csv"] = "b",
            ["sub/x/c.csv"] = "c",
            ["sub/x/z.csv.gz"] = "d",
            ["_e.csv"] = "e",
            [".f.csv"] = "f",
            ["_temporary/g.csv"] = "g",
            ["sub/.h/h.csv"] = "h",
            ["sub/x/notes"] = "n",
        };
        foreach (var name in names.Keys)
        {
            _world.Write($"hits/{name}", "");
        }

        string[] found = [.. InputPaths.Resolve(Path.Combine(_world.Folder, "hits", glob), new CsvFormat()).Select(f => names[Path.GetRelativePath(Path.Combine(_world.Folder, "hits"), f.Path)])];

        found.ShouldBe(expected.Split(','));
    }

    [Fact]
    public async Task Folders_of_partitions_give_columns_that_the_event_type_has()
    {
        _world.Write("hits/year=2024/country=de%20x/day=7/a.csv", "id,at\na,2024-01-01\n");
        _world.Write("hits/year=2024/country=fr/a.csv", "id,at,Country\na,2024-01-01,xx\n");
        _world.Write("hits/year=2025/country=__HIVE_DEFAULT_PARTITION__/a.csv", "id,at\na,2024-01-01\n");

        await _world.IngestAsync("hits", Path.Combine(_world.Folder, "hits"));
        var again = await _world.IngestAsync("hits", Path.Combine(_world.Folder, "hits", "year=*", "**", "*.csv"));

        again.IsRepeat.ShouldBeTrue();
        Sql.Lines($"SELECT id, country, year FROM {_world.Table("hits")} ORDER BY _sequence").ShouldBe(["a | de x | 2024", "a | fr | 2024", "a | null | 2025"]);
    }

    [Fact]
    public async Task Folders_of_partitions_give_columns_to_parquet_files_too()
    {
        _world.Write("hits/year=2024/x", "");
        Sql.Execute($"COPY (SELECT 'a' AS id, TIMESTAMP '2024-01-01' AS \"at\", 'de' AS country) TO '{_world.Folder}/hits/year=2024/a.parquet'");

        await _world.IngestAsync("columns", Path.Combine(_world.Folder, "hits"));

        Sql.Lines($"SELECT id, country, year FROM {_world.Table("columns")}").ShouldBe(["a | de | 2024"]);
    }

    [Fact]
    public async Task A_folder_whose_value_is_none_of_the_column_is_refused()
    {
        var path = _world.Write("hits/year=old/a.csv", "id,at,country\na,2024-01-01,de\n");

        (await Should.ThrowAsync<InvalidInputException>(() => _world.IngestAsync("hits", Path.Combine(_world.Folder, "hits")))).Message.ShouldBe(
            $"{path}, row 1, column Year: 'old' cannot be read, expected a whole number of 32 bits. Nothing was stored; correct the file and ingest again.");
    }

    [Fact]
    public async Task The_folder_of_a_delta_table_is_refused()
    {
        _world.Write("hits/_delta_log/00000000000000000000.json", "");
        _world.Write("hits/a.parquet", "");

        (await Should.ThrowAsync<InvalidInputException>(() => _world.IngestAsync("columns", Path.Combine(_world.Folder, "hits")))).Message.ShouldBe(
            $"The input folder {_world.Folder}/hits is a Delta table, whose log says which files count; read it with Source.Delta.");
    }
}

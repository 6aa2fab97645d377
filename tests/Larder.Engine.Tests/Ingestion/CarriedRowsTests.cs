using Larder.Catalog;
using Larder.Offline.Delta;
using Larder.Support;

namespace Larder.Ingestion;

/// <summary>Rows that the engine carries from file to file are stored as those that are read, brought into their form and staged: the same rows, verdicts, statistics and bytes.</summary>
public sealed class CarriedRowsTests : IDisposable
{
    private readonly World _world = new(SampleRepository.Catalog);

    [Theory]
    [InlineData("samples", 1, 0, 8_000)]
    [InlineData("samples", 2, 3_600, 8_000)]
    [InlineData("samples", 3, 1_000_000_000, 3_000)]
    [InlineData("late_samples", 4, 90_000, 8_000)]
    [InlineData("known_samples", 5, 90_000, 8_000)]
    [InlineData("delayed_samples", 6, 60, 5_000)]
    [InlineData("lenient_samples", 7, 0, 6_000)]
    [InlineData("samples", 8, 0, 60_000)]
    public async Task What_is_carried_is_stored_as_what_is_staged(string source, int seed, int jitter, int rows)
    {
        var carried = Write("carried", seed, jitter, rows, string.Empty);
        var staged = Write("staged", seed, jitter, rows, ", 0 AS file_row_number");
        (IsCarried(source, carried), IsCarried(source, staged)).ShouldBe((true, false));

        var left = await StoreAsync(source, carried, "carried-state");
        var right = await StoreAsync(source, staged, "staged-state");

        left.Counts.ShouldBe(right.Counts);
        left.Files.ShouldBe(right.Files);
        left.Rows.ShouldBe(right.Rows);
        left.Quarantined.ShouldBe(right.Quarantined);
        left.Rows.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_column_that_the_engine_cannot_read_is_named_as_ever()
    {
        var path = Write("broken", 9, 0, 5_000, string.Empty);
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        bytes.AsSpan(4, 3_000).Fill(0xAB);
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);

        var refused = await Should.ThrowAsync<Errors.InvalidInputException>(() => _world.IngestAsync("samples", path));

        refused.Message.ShouldStartWith($"The input {path} cannot be read: ");
        Directory.Exists(Path.Combine(_world.OfflinePath, "samples")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_file_with_other_types_than_the_columns_is_staged()
    {
        var path = Path.Combine(_world.Folder, "samples.parquet");
        Sql.Execute($"COPY (SELECT * REPLACE (id::VARCHAR AS id) FROM ({Select(10, 0, 100)})) TO '{path}' (FORMAT parquet)");

        IsCarried("samples", path).ShouldBeFalse();
        (await _world.IngestAsync("samples", path)).Counts.RowsRead.ShouldBe(100);
    }

    public void Dispose() => _world.Dispose();

    /// <summary>Ascending times, moved by up to some seconds; numbers with both zeros and several NaNs; nulls everywhere they may be and in a few rows where not.</summary>
    private static string Select(int seed, int jitter, int rows)
    {
        string Any(int salt) => $"(hash({seed} * 1000003 + 97 * range + {salt}) / 18446744073709551616.0)";
        string Odd(int salt) =>
            $"CASE WHEN {Any(salt)} < 0.05 THEN 'nan'::DOUBLE WHEN {Any(salt)} < 0.1 THEN '-nan'::DOUBLE WHEN {Any(salt)} < 0.15 THEN '-0.0'::DOUBLE WHEN {Any(salt)} < 0.2 THEN 0 ELSE round(100 * {Any(salt + 1)} - 2, 2) END";
        return $"""
            SELECT CASE WHEN {Any(1)} < 0.001 THEN NULL ELSE range::INTEGER END AS id, 'name ' || CAST(floor(40 * {Any(2)}) AS INT) AS name,
                make_timestamp(1700000000000000 + 40000000 * range + 1000003 * CAST(floor({jitter} * ({Any(3)} - 0.5)) AS BIGINT)) AS at,
                make_timestamp(1700000000000000 + 41000000 * range) AS seen,
                CASE WHEN {Any(4)} < 0.3 THEN NULL ELSE CAST(floor(9 * {Any(5)}) AS SMALLINT) END AS "count",
                {Odd(6)} AS amount, CASE WHEN {Any(8)} < 0.1 THEN NULL ELSE ({Odd(9)})::FLOAT END AS share, CASE WHEN {Any(11)} < 0.1 THEN NULL ELSE {Any(11)} < 0.5 END AS flag,
                CASE WHEN {Any(12)} < 0.5 THEN 'ü' || repeat('x', CAST(floor(20 * {Any(13)}) AS INT)) END AS note
            FROM range({rows})
            """;
    }

    private string Write(string folder, int seed, int jitter, int rows, string more)
    {
        var path = Path.Combine(_world.Folder, folder, "samples.parquet");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Sql.Execute($"COPY (SELECT *{more} FROM ({Select(seed, jitter, rows)})) TO '{path}' (FORMAT parquet, ROW_GROUP_SIZE 4096)");
        return path;
    }

    private bool IsCarried(string source, string path)
    {
        using var engine = _world.Workspace.OpenEngine();
        using var connection = engine.Connect();
        var file = InputFile.Open(path, new ParquetFormat(), TestContext.Current.CancellationToken);
        return CarriedFile.TryOpen(connection, _world.Catalog.Source(source), file, TestContext.Current.CancellationToken) is not null;
    }

    private async Task<(string Counts, IReadOnlyList<string> Files, IReadOnlyList<string> Rows, IReadOnlyList<string> Quarantined)> StoreAsync(string source, string path, string state)
    {
        using var workspace = _world.With(state: Path.Combine(_world.Folder, state));
        var report = await _world.IngestAsync(source, path, workspace);
        var files = new List<string>();
        foreach (var table in new[] { source, $"{source}__quarantine" })
        {
            var snapshot = (await DeltaTable.At(Path.Combine(workspace.OfflinePath, table)).ReadAsync(ct: TestContext.Current.CancellationToken))!;
            files.AddRange(snapshot.Files.Select(f => $"{table} {Path.GetDirectoryName(f.Path)} {f.Rows} {f.Stats} {string.Join(' ', f.Tags.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => $"{t.Key}={t.Value}"))}"));
        }

        string From(string table) => $"SELECT * FROM read_parquet('{workspace.OfflinePath}/{table}/*/*.parquet', hive_partitioning = false)";
        var counts = $"{report.Counts.RowsRead} {report.Counts.RowsStored} {report.Counts.RowsTooEarly} {report.FirstEvent} {report.LastEvent} {string.Join(' ', report.Counts.BrokenRules.Select(r => $"{r.Rule}={r.Rows}"))}";
        var quarantined = report.Counts.RowsQuarantined == 0 ? [] : Sql.Lines($"{From($"{source}__quarantine")} ORDER BY _row");
        return (counts, files, Sql.Lines($"{From(source)} ORDER BY _sequence"), quarantined);
    }
}

public sealed record Sample(long Id, string Name, DateTime At, DateTime Seen, int? Count, double Amount, float? Share, bool? Flag, string? Note);

/// <summary>A feature, so that the sources are used.</summary>
public sealed record SampleAmount(double? Amount);

/// <summary>Sources of Parquet files whose rows can be carried.</summary>
public sealed class SampleRepository : FeatureRepository
{
    public static readonly FeatureCatalog Catalog = new SampleRepository().Build();

    public Entity<string> Name { get; } = new("name");

    public EventSource<Sample> Samples { get; } = Source.Parquet<Sample>("samples.parquet", s => s.At).Expect(samples => samples
        .NullRate(s => s.Note, atMost: 0.9)
        .Row("amount_not_negative", s => !(s.Amount < 0))
        .Row("note_short", s => s.Note == null || s.Note.Length < 19));

    public EventSource<Sample> LateSamples { get; } = Source.Parquet<Sample>("samples.parquet", s => s.At).From(new DateTime(2023, 11, 17, 3, 0, 0, DateTimeKind.Utc))
        .Expect(samples => samples.Row("note_short", s => s.Note!.Length < 19));

    public EventSource<Sample> KnownSamples { get; } = Source.Parquet<Sample>("samples.parquet", s => s.At).WithKnownAt(s => s.Seen).Expect(samples => samples.Row("flagged", s => s.Flag != false));

    public EventSource<Sample> DelayedSamples { get; } = Source.Parquet<Sample>("samples.parquet", s => s.At).WithDelay(TimeSpan.FromMinutes(90));

    public EventSource<Sample> LenientSamples { get; } = Source.Parquet<Sample>("samples.parquet", s => s.At);

    public RowView<SampleAmount> OfSamples => Samples.LatestBy(Name, s => s.Name, s => new SampleAmount(s.Amount));

    public RowView<SampleAmount> OfLate => LateSamples.LatestBy(Name, s => s.Name, s => new SampleAmount(s.Amount));

    public RowView<SampleAmount> OfKnown => KnownSamples.LatestBy(Name, s => s.Name, s => new SampleAmount(s.Amount));

    public RowView<SampleAmount> OfDelayed => DelayedSamples.LatestBy(Name, s => s.Name, s => new SampleAmount(s.Amount));

    public RowView<SampleAmount> OfLenient => LenientSamples.LatestBy(Name, s => s.Name, s => new SampleAmount(s.Amount));
}

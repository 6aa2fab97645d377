using Larder.DuckDb.Tests.Support;

namespace Larder.DuckDb.Tests.Results;

public sealed class FileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("duckdb-").FullName;
    private readonly TestDatabase _db = TestDatabase.Open();

    public void Dispose()
    {
        _db.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void An_error_met_by_a_background_thread_comes_through_with_its_own_text_and_kind()
    {
        var path = Path.Combine(_directory, "bad.csv");
        File.WriteAllLines(path, Enumerable.Range(0, 200_000).Select(i => i == 150_000 ? "only one" : $"{i},{i},{i}"));

        for (var i = 0; i < 10; i++)
        {
            var error = Should.Throw<DuckDbException>(() => _db.Connection.ReadAll(
                $"SELECT * FROM read_csv({Identifiers.Literal(path)}, header = false, columns = {{'a': 'INT', 'b': 'INT', 'c': 'INT'}})"));

            error.Message.ShouldStartWith("Conversion Error: CSV Error on Line: 150001\nOriginal Line: only one\n");
            error.Kind.ShouldBe(DuckDbErrorKind.Conversion);
        }
    }

    [Fact]
    public void A_parquet_file_streams_in_its_own_order()
    {
        var path = Identifiers.Literal(Path.Combine(_directory, "rows.parquet"));
        _db.Connection.Execute($"COPY (SELECT i FROM range(300000) t(i)) TO {path} (FORMAT parquet, ROW_GROUP_SIZE 10000)").ShouldBe(300_000);
        using var result = _db.Connection.Query($"SELECT i FROM read_parquet({path}) WHERE i % 3 <> 0");
        var last = -1L;

        while (result.Read() is { } chunk)
        {
            foreach (var value in chunk[0].Values<long>())
            {
                value.ShouldBeGreaterThan(last);
                last = value;
            }
        }

        last.ShouldBe(299_999);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_result_given_up_half_read_lets_go_of_its_files(bool cancelled)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Open files are listed by Linux only.");
        using var db = TestDatabase.Open();
        var path = Path.Combine(_directory, "big.csv");
        db.Connection.Execute($"COPY (SELECT i, repeat('abc', 50) FROM range(1000000) t(i)) TO {Identifiers.Literal(path)}");

        using (var result = db.Connection.Query($"SELECT * FROM read_csv({Identifiers.Literal(path)})"))
        {
            result.Read().ShouldNotBeNull();
            OpenFiles().ShouldContain(path);

            if (cancelled)
            {
                Should.Throw<OperationCanceledException>(() => result.Read(new CancellationToken(canceled: true)));
            }
        }

        OpenFiles().ShouldNotContain(path);
    }

    private static List<string> OpenFiles() => [.. Directory.EnumerateFiles("/proc/self/fd").Select(Target)];

    /// <summary>What a descriptor stands for; nothing where another thread has closed it since it was listed.</summary>
    private static string Target(string descriptor)
    {
        try
        {
            return File.ResolveLinkTarget(descriptor, returnFinalTarget: false)?.FullName ?? "";
        }
        catch (FileNotFoundException)
        {
            return "";
        }
    }
}

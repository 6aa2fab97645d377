using System.IO.Compression;
using System.Text;
using Larder.Errors;
using Larder.Support;

namespace Larder.Ingestion;

/// <summary>Inputs that cannot be ingested: the whole message, and nothing stored.</summary>
public sealed class BadInputTests : LineFixture
{
    private const string Good = "a,2024-01-01T00:00:00,1.5,2,x\n";

    public static TheoryData<string, string, string> Contents => new()
    {
        { "empty", "", "The input {path} is empty; it needs a header line with the column names." },
        { "blank", "\n", "The input {path} is empty; it needs a header line with the column names." },
        { "one column missing", "customer,at,amount,note\n", "The suite of source lines stopped the run on {path}: schema: column Count missing (the file has customer, at, amount, note). Nothing was stored; correct the input, or the suite if the input is right." },
        { "several columns missing", "customer,at\nx,2024-01-01\n", "The suite of source lines stopped the run on {path}: schema: column Amount, Count, Note missing (the file has customer, at). Nothing was stored; correct the input, or the suite if the input is right." },
        { "other columns", "a;b;c\n1;2;3\n", "The suite of source lines stopped the run on {path}: schema: column Customer, At, Amount, Count, Note missing (the file has a;b;c). Nothing was stored; correct the input, or the suite if the input is right." },
        { "two columns of a name", "customer,Customer,at,amount,count,note\n", "The input has several columns for Customer: customer, Customer. Nothing was stored; keep one of them, case and underscores do not count." },
        { "header only", LineRepository.Header, "The suite of source lines stopped the run on {path}: 0 rows, allowed at least 1. Nothing was stored; correct the input, or the suite if the input is right." },
        { "bad date", LineRepository.Header + Good + Good + "a,2024-13-01T00:00:00,1,2,x\n", "{path}, row 3, column At: '2024-13-01T00:00:00' cannot be read, expected a date and time such as 2011-12-09T12:50:00. Nothing was stored; correct the file and ingest again." },
        { "date of another country", LineRepository.Header + "a,09/12/2011 12:50,1,2,x\n", "{path}, row 1, column At: '09/12/2011 12:50' cannot be read, expected a date and time such as 2011-12-09T12:50:00. Nothing was stored; correct the file and ingest again." },
        { "time without a date", LineRepository.Header + "a,12:50,1,2,x\n", "{path}, row 1, column At: '12:50' cannot be read, expected a date and time such as 2011-12-09T12:50:00. Nothing was stored; correct the file and ingest again." },
        { "no event time", LineRepository.Header + Good + "a,,1,2,x\n", "{path}, row 2, column At: '' cannot be read, an event time cannot be missing. Nothing was stored; correct the file and ingest again." },
        { "bad number", LineRepository.Header + Good + "a,2024-01-01T00:00:00,\"1,5\",2,x\n", "{path}, row 2, column Amount: '1,5' cannot be read, expected a number with a decimal point, NaN, Infinity or -Infinity. Nothing was stored; correct the file and ingest again." },
        { "bad integer", LineRepository.Header + "a,2024-01-01T00:00:00,1,2.5,x\n", "{path}, row 1, column Count: '2.5' cannot be read, expected a whole number of 64 bits. Nothing was stored; correct the file and ingest again." },
        { "integer too large", LineRepository.Header + "a,2024-01-01T00:00:00,1,9223372036854775808,x\n", "{path}, row 1, column Count: '9223372036854775808' cannot be read, expected a whole number of 64 bits. Nothing was stored; correct the file and ingest again." },
        { "too few fields", LineRepository.Header + Good + "a,2024-01-01T00:00:00,1\n" + Good, "The input {path} cannot be read: CSV Error on Line: 3; Expected Number of Columns: 5 Found: 3. Nothing was stored; correct the file and ingest again." },
        { "too many fields", LineRepository.Header + Good + "a,2024-01-01T00:00:00,1,2,x,y\n" + Good, "The input {path} cannot be read: CSV Error on Line: 3; Expected Number of Columns: 5 Found: 6. Nothing was stored; correct the file and ingest again." },
        { "unclosed quote", LineRepository.Header + Good + "a,2024-01-01T00:00:00,1,2,\"x\n" + Good, "{path}, line 3: a quote opens in this line that is not closed at the end of its field. Nothing was stored; close it, or double it where it is text, and ingest again." },
    };

    [Theory]
    [MemberData(nameof(Contents))]
    public async Task Contents_that_cannot_be_read_are_refused(string what, string content, string expected)
    {
        var path = World.Write("lines.csv", content);

        await RefusedAsync(path, expected, what is "header only" or "other columns" || what.EndsWith("missing", StringComparison.Ordinal) ? ErrorKind.SuiteBreached : ErrorKind.InvalidInput);
    }

    [Fact]
    public Task Invalid_utf8_is_refused() => RefusedAsync(
        World.Write("lines.csv", [.. Encoding.UTF8.GetBytes(LineRepository.Header + Good + "a,2024-01-01T00:00:00,1,2,"), 0xC3, 0x28, (byte)'\n']),
        "The input {path} cannot be read: CSV Error on Line: 3; Invalid unicode (byte sequence mismatch) detected. This file is not utf-8 encoded. Nothing was stored; correct the file and ingest again.");

    [Fact]
    public Task A_missing_file_is_refused() => RefusedAsync(
        Path.Combine(World.Folder, "nowhere.csv"), "The input {path} does not exist; give an existing file or glob with --input.", ErrorKind.NotFound);

    [Fact]
    public Task A_glob_without_files_is_refused() => RefusedAsync(
        Path.Combine(World.Folder, "no*.csv"), "The input {path} does not exist; give an existing file or glob with --input.", ErrorKind.NotFound);

    [Fact]
    public Task A_folder_without_files_is_refused() => RefusedAsync(
        World.Folder,
        "The input folder {path} holds no CSV file: none whose name ends in .csv or .csv.gz and begins with neither _ nor a dot. Give another folder, a file or a glob with --input.",
        ErrorKind.NotFound);

    [Theory]
    [InlineData("truncated")]
    [InlineData("corrupt")]
    [InlineData("plain")]
    [InlineData("empty")]
    public Task Damaged_gzip_is_refused(string damage)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(LineRepository.Header + string.Concat(Enumerable.Range(0, 2000).Select(i => $"c{i * 7919 % 1000},2024-01-01T00:00:00,{i},2,x\n"))));
        }

        var bytes = buffer.ToArray();
        bytes = damage switch
        {
            "truncated" => bytes[..^100],
            "corrupt" => [.. bytes[..(bytes.Length / 2)], (byte)~bytes[bytes.Length / 2], .. bytes[((bytes.Length / 2) + 1)..]],
            "plain" => Encoding.UTF8.GetBytes(LineRepository.Header + Good),
            _ => [],
        };
        return RefusedAsync(
            World.Write("lines.csv.gz", bytes),
            "The input {path} is truncated or damaged gzip; nothing was stored. Fetch it again.");
    }

    [Fact]
    public async Task A_good_file_of_a_glob_is_not_stored_when_another_is_bad()
    {
        World.Write("part-1.csv", LineRepository.Header + Good);
        var bad = World.Write("part-2.csv", LineRepository.Header + "a,yesterday,1,2,x\n");

        var refused = await Should.ThrowAsync<InvalidInputException>(() => World.IngestAsync("lines", Path.Combine(World.Folder, "part-*.csv")));

        refused.Message.ShouldBe($"{bad}, row 1, column At: 'yesterday' cannot be read, expected a date and time such as 2011-12-09T12:50:00. Nothing was stored; correct the file and ingest again.");
        NothingIsStored();
    }

    [Fact]
    public async Task A_state_folder_below_a_file_is_refused()
    {
        var file = World.Write("occupied", "");

        var refused = await Should.ThrowAsync<UnavailableException>(() => IngestAsync(Good, workspace: World.With(state: Path.Combine(file, "state"))));

        refused.Message.ShouldBe($"The folder {file}/state/tmp cannot be created (Could not find a part of the path '{file}/state/tmp'); give a writable one with --state.");
    }

    private async Task RefusedAsync(string path, string expected, ErrorKind kind = ErrorKind.InvalidInput)
    {
        var refused = await Should.ThrowAsync<LarderException>(() => World.IngestAsync("lines", path));

        refused.Message.ShouldBe(expected.Replace("{path}", path, StringComparison.Ordinal));
        refused.Kind.ShouldBe(kind);
        refused.Message.ShouldNotContain('\n');
        NothingIsStored();
    }
}

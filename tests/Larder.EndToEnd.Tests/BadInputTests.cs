using System.IO.Compression;
using System.Text;
using Larder.Support;

namespace Larder;

public class BadInputTests(PreparedShop shop)
{
    private const string Columns = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country";

    public static TheoryData<string, int, string> Files => new()
    {
        { "missing.csv", 1, "The input {0} does not exist; give an existing file or glob with --input." },
        { "truncated.csv.gz", 1, "The input {0} is truncated or damaged gzip; nothing was stored. Fetch it again." },
        { "not.csv.gz", 1, "The input {0} is truncated or damaged gzip; nothing was stored. Fetch it again." },
        { "empty.csv", 1, "The input {0} is empty; it needs a header line with the column names." },
        { "bad-date.csv", 1, "{0}, row 1234, column InvoiceDate: 'someday' cannot be read, expected a date and time such as 2011-12-09T12:50:00. Nothing was stored; correct the file and ingest again." },
        { "columns.csv", 2, "The suite of source order_lines stopped the run on {0}: schema: column Quantity, InvoiceDate, UnitPrice, CustomerId, Country missing (the file has InvoiceNo, StockCode, Description, Amount). Nothing was stored; correct the input, or the suite if the input is right." },
        { "short.csv", 2, "The suite of source order_lines stopped the run on {0}: 9 rows, allowed at least 1,000. Nothing was stored; correct the input, or the suite if the input is right." },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task An_input_that_cannot_be_stored_is_refused_in_one_line_and_changes_nothing(string name, int exitCode, string message)
    {
        using var folder = shop.Copy();
        await WriteAsync(folder, name);
        var before = folder.Listing();
        var line = "error: " + message.Replace("{0}", folder.File(name), StringComparison.Ordinal);

        (await folder.RunAsync("ingest", "--input", name)).ShouldFail(exitCode, line);
        (await folder.RunAsync("validate", "--input", name)).ShouldFail(exitCode, line);

        folder.Listing().ShouldBe(before);
    }

    public static TheoryData<string, string> Spines => new()
    {
        { "cust,event_timestamp\nC1,2024-05-01\n", "The spine has no column customer_id; it has cust, event_timestamp." },
        { "customer_id,event_timestamp\nC1,2024-05-01\nC2,\n", "Row 2 of the spine has no event_timestamp; every row needs a time." },
    };

    [Theory]
    [MemberData(nameof(Spines))]
    public async Task A_spine_file_that_does_not_fit_is_refused_and_changes_nothing(string text, string message)
    {
        using var folder = shop.Copy();
        folder.Write("spine.csv", text);
        var before = folder.Listing();

        (await folder.RunAsync("training-set", "--spine", "spine.csv")).ShouldFail(1, $"error: {message}");

        folder.Listing().ShouldBe(before);
    }

    public static TheoryData<string, string> TooEarly => new()
    {
        { "training-set", "Source order_lines has no events yet; run 'larder ingest order_lines' first." },
        { "train", "Source order_lines has no events yet; run 'larder ingest order_lines' first." },
        { "verify", "Source order_lines has no events yet; run 'larder ingest order_lines' first." },
        { "materialize", "The view customer_spend is not applied in its present form; run 'larder plan' to see what differs, then 'larder apply'." },
    };

    [Theory]
    [MemberData(nameof(TooEarly))]
    public async Task A_step_without_the_one_before_names_that_one(string command, string message)
    {
        using var folder = new Folder();
        Directory.CreateDirectory(folder.StatePath);

        (await folder.RunAsync(command)).ShouldFail(1, $"error: {message}");

        Directory.GetFiles(folder.StatePath).ShouldBeEmpty();
    }

    [Fact]
    public async Task Verify_before_materialize_names_materialize()
    {
        using var folder = shop.Copy();
        File.Delete(Path.Combine(folder.StatePath, "online.db"));

        (await folder.RunAsync("verify")).ShouldFail(1, "error: The view customer_spend is not materialized; run 'larder materialize'.");
    }

    [Fact]
    public async Task State_below_a_regular_file_is_refused()
    {
        using var folder = new Folder();
        folder.Write("file", "content");

        (await folder.RunAsync("apply", "--state", "file/state")).ShouldFail(
            1, $"error: The metadata store {folder.File("file/state/registry.db")} cannot be opened (its folder cannot be created); make its folder exist and writable for this user, or give another folder with --state.");

        (await File.ReadAllTextAsync(folder.File("file"))).ShouldBe("content");
    }

    [Theory]
    [InlineData("registry.db", "metadata store")]
    [InlineData("online.db", "online store")]
    public async Task A_store_that_is_no_database_is_left_alone(string name, string store)
    {
        using var folder = shop.Copy();
        await File.WriteAllTextAsync(Path.Combine(folder.StatePath, name), new string('x', 20_000));
        var before = folder.Listing();

        (await folder.RunAsync("verify")).ShouldFail(
            1, $"error: {Path.Combine(folder.StatePath, name)} is not a SQLite database; move it away, or give another folder with --state for the {store}.");

        folder.Listing().ShouldBe(before);
    }

    [Fact]
    public async Task A_store_of_a_newer_schema_is_left_alone()
    {
        using var folder = shop.Copy();
        var path = Path.Combine(folder.StatePath, "registry.db");
        StateFacts.Execute(path, "PRAGMA user_version = 99; PRAGMA journal_mode = DELETE");
        var before = folder.Listing();

        (await folder.RunAsync("plan")).ShouldFail(1, $"error: The metadata store {path} has schema version 99, this Larder knows up to 3; use a newer Larder, or give another folder with --state.");

        folder.Listing().ShouldBe(before);
    }

    private static async Task WriteAsync(Folder folder, string name)
    {
        var lines = await SmallShop.LinesAsync();
        switch (name)
        {
            case "truncated.csv.gz":
                using (var whole = new MemoryStream())
                {
                    await using (var gzip = new GZipStream(whole, CompressionLevel.Fastest, leaveOpen: true))
                    {
                        await gzip.WriteAsync(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
                    }

                    await File.WriteAllBytesAsync(folder.File(name), whole.ToArray()[..(int)(whole.Length / 2)]);
                }

                break;
            case "not.csv.gz": folder.Write(name, "not gzip at all"); break;
            case "empty.csv": folder.Write(name, string.Empty); break;
            case "bad-date.csv":
                folder.Write(name, string.Join('\n', lines.Select((l, i) => i == 1234 ? "1,P1,d,1,someday,1.00,10008,France" : l)));
                break;
            case "columns.csv": folder.Write(name, "InvoiceNo,StockCode,Description,Amount\n1,P1,d,2\n"); break;
            case "short.csv": folder.Write(name, string.Join('\n', lines.Take(10))); break;
            default: lines[0].ShouldBe(Columns); break;
        }
    }
}

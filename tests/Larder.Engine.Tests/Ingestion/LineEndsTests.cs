using System.IO.Compression;
using System.Text;

namespace Larder.Ingestion;

public class LineEndsTests
{
    [Theory]
    [InlineData("a,b\n1,2\n", false)]
    [InlineData("a,b\r\n1,2\r\n", false)]
    [InlineData("a,b\r\n1,2\n", true)]
    [InlineData("a,b\n1,2\r\n", true)]
    [InlineData("a,b", false)]
    public void Mixed_line_ends_are_found(string text, bool mixed)
    {
        using var folder = new Folder();

        InputFile.Open(folder.Write("a.csv", text), new CsvFormat(), TestContext.Current.CancellationToken).NeedsCopy.ShouldBe(mixed);
        InputFile.Open(folder.Write("a.csv.gz", text), new CsvFormat(), TestContext.Current.CancellationToken).NeedsCopy.ShouldBe(mixed);
    }

    [Fact]
    public void A_line_end_across_two_buffers_is_one()
    {
        var ends = new LineEnds();

        ends.Count("a\r\nb\r"u8);
        ends.Count("\nc\r\n"u8);

        ends.AreMixed.ShouldBeFalse();
    }

    [Theory]
    [InlineData("a,b\r\n1,2\n3,4\r\n", "a,b\n1,2\n3,4\n")]
    [InlineData("a,b\r\n1,\"x\r\ny\"\r\n3,\n", "a,b\n1,\"x\r\ny\"\n3,\n")]
    [InlineData("a,b\n1,\"say \"\"hi\"\"\r\nnow\"\r\n", "a,b\n1,\"say \"\"hi\"\"\r\nnow\"\n")]
    [InlineData("a,b\n1,5\" pipe\r\n2,\"\"\r\n", "a,b\n1,5\" pipe\n2,\"\"\n")]
    [InlineData("a\rb\n1\r", "a\rb\n1\r")]
    public void A_copy_has_lf_everywhere_but_within_quotes(string text, string expected)
    {
        using var folder = new Folder();

        LineEnds.Unify(folder.Write("a.csv.gz", text), folder.PathOf("copy.csv"), TestContext.Current.CancellationToken);

        File.ReadAllText(folder.PathOf("copy.csv")).ShouldBe(expected);
    }

    [Fact]
    public void A_copy_longer_than_the_buffer_is_whole()
    {
        using var folder = new Folder();
        var text = string.Concat(Enumerable.Range(0, 30_000).Select(i => $"{i},\"{i}\"\r\n")) + "x,y\n";

        LineEnds.Unify(folder.Write("a.csv", text), folder.PathOf("copy.csv"), TestContext.Current.CancellationToken);

        File.ReadAllText(folder.PathOf("copy.csv")).ShouldBe(text.Replace("\r", "", StringComparison.Ordinal));
    }

    private sealed class Folder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("larder-lines-");

        public string PathOf(string name) => Path.Combine(_folder.FullName, name);

        public string Write(string name, string text)
        {
            using var file = File.Create(PathOf(name));
            using Stream to = name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest) : file;
            to.Write(Encoding.UTF8.GetBytes(text));
            return PathOf(name);
        }

        public void Dispose() => _folder.Delete(recursive: true);
    }
}

using System.Text;
using Larder.Files.Dvc;
using Larder.Storage;

namespace Larder.Files;

public class FolderListTests
{
    [Fact]
    public void The_folder_of_DVCs_own_documentation_has_its_name() => NameOf(("index.jpeg", "402e97968614f583ece3b35555971f64"), ("cat.jpeg", "de7371b0119f4f75f9de703c7c3bac16"))
        .ShouldBe("6fdb5336fce0dbfd669f83065f107551.dir");

    [Fact]
    public void An_empty_folder_has_a_name() => NameOf().ShouldBe("d751713988987e9331980363e24189ce.dir");

    /// <summary>The text is what Python's <c>json.dumps(…, sort_keys=True)</c> makes of these paths, which is what DVC calls.</summary>
    [Fact]
    public void Order_and_escapes_are_those_of_Pythons_JSON()
    {
        var list = FolderList.Write(
        [
            new("b.csv", new("d41d8cd98f00b204e9800998ecf8427e")),
            new("a b/ü.txt", new("0cc175b9c0f1b6a831c399e269772661")),
            new("🛒", new("92eb5ffee6ae2fec3ad71c777531578f")),
            new("\uFF5E", new("4a8a08f09d37b73795649038408b5f33")),
            new("q\"\\\n\u007f", new("8277e0910d750195b448797616e091ad")),
        ]);

        Encoding.ASCII.GetString(list).ShouldBe(
            """[{"md5": "0cc175b9c0f1b6a831c399e269772661", "relpath": "a b/\u00fc.txt"}, {"md5": "d41d8cd98f00b204e9800998ecf8427e", "relpath": "b.csv"}, """
            + """{"md5": "8277e0910d750195b448797616e091ad", "relpath": "q\"\\\n\u007f"}, {"md5": "4a8a08f09d37b73795649038408b5f33", "relpath": "\uff5e"}, """
            + """{"md5": "92eb5ffee6ae2fec3ad71c777531578f", "relpath": "\ud83d\uded2"}]""");
        FolderList.Read(list).Select(entry => entry.RelativePath).ShouldBe(["a b/ü.txt", "b.csv", "q\"\\\n\u007f", "\uFF5E", "🛒"]);
    }

    [Theory]
    [InlineData("{}", "it is no JSON list of paths and MD5s")]
    [InlineData("""[{"relpath": "a"}]""", "it is no JSON list of paths and MD5s")]
    [InlineData("""[{"md5": "x", "relpath": "a"}]""", "the file 'a' has no MD5")]
    [InlineData("""[{"md5": "0cc175b9c0f1b6a831c399e269772661", "relpath": "../a"}]""", "it names '../a', which is no path within the folder")]
    [InlineData("""[{"md5": "0cc175b9c0f1b6a831c399e269772661", "relpath": "/etc/a"}]""", "it names '/etc/a', which is no path within the folder")]
    public void A_list_that_is_none_or_leads_out_is_refused(string list, string why) =>
        Should.Throw<FormatException>(() => FolderList.Read(Encoding.UTF8.GetBytes(list))).Message.ShouldBe(why);

    private static string NameOf(params (string Path, string Md5)[] files) => Hashing.OfFolder(FolderList.Write(files.Select(file => new FolderEntry(file.Path, new BlobId(file.Md5))))).ToString();
}

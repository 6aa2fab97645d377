using System.Globalization;

namespace Larder.Files;

/// <summary>Folders of any shape: their names are the naive twin's, and what is pushed comes back.</summary>
public class GeneratedTreeTests
{
    private static readonly string[] Names = ["a", "A", "a b", " b", "größe", "～", "🛒", "数据", "x\"y", "#1", "-", "e\u0301", "é", "file.csv", ".hidden", "a.b", "a-b", "aa"];
    private static readonly int[] Sizes = [0, 1, 100, 131_072, 200_001];

    [Fact]
    public async Task Generated_trees_have_the_naive_name_and_survive_a_remote()
    {
        var factor = double.TryParse(Environment.GetEnvironmentVariable("LARDER_CASES"), CultureInfo.InvariantCulture, out var set) ? set : 1;
        for (var seed = 1; seed <= Math.Max(1, (int)(12 * factor)); seed++)
        {
            using var repository = new FileRepository();
            var random = new Random(seed);
            Directory.CreateDirectory(repository.In("tree"));
            for (var file = random.Next(20); file > 0; file--)
            {
                Write(repository.In("tree"), random);
            }

            repository.Configure();
            var before = FileRepository.Tree(repository.In("tree"));

            var added = (await repository.Files().AddAsync(["tree"])).Paths[0];

            added.Md5.ShouldBe(NaiveFolder.NameOf(repository.In("tree")), $"seed {seed}");
            (added.Files, added.Size).ShouldBe((before.Count, before.Values.Sum(hex => (long)hex.Length / 2)), $"seed {seed}");
            await repository.Files().PushAsync([]);
            repository.Forget("tree");
            await repository.Files().PullAsync([]);
            (before.Count == 0 ? before : FileRepository.Tree(repository.In("tree"))).ShouldBe(before, ignoreOrder: true, $"seed {seed}");
        }
    }

    private static void Write(string folder, Random random)
    {
        var path = folder;
        for (var depth = random.Next(4); depth > 0; depth--)
        {
            path = Path.Combine(path, Names[random.Next(Names.Length)] + "_");
        }

        Directory.CreateDirectory(path);
        var bytes = new byte[Sizes[random.Next(Sizes.Length)]];
        random.NextBytes(bytes);
        File.WriteAllBytes(Path.Combine(path, Names[random.Next(Names.Length)]), bytes);
    }
}

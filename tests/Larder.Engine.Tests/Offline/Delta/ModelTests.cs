using Larder.Errors;

namespace Larder.Offline.Delta;

/// <summary>Random appends, repeated and late transactions against a model in memory.</summary>
public sealed class ModelTests : TableFixture
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 25)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_table_behaves_like_a_list_of_commits(int seed)
    {
        var random = new Random(seed);
        var model = new List<(string AppId, long Version, string[] Files, string? Metadata)>();
        await Table.CreateAsync(Schema, []);
        for (var step = 0; step < 40; step++)
        {
            var appId = $"app {random.Next(3)}";
            var version = random.Next(30);
            var files = Enumerable.Range(0, random.Next(4)).Select(number => $"{step}-{number}.parquet").ToArray();
            var metadata = random.Next(3) == 0 ? null : $"rows of {step} \"quoted\" é";
            var earlier = model.FindIndex(commit => (commit.AppId, commit.Version) == (appId, version));
            var overtaken = model.Exists(commit => commit.AppId == appId && commit.Version > version);
            var append = new DeltaAppend(appId, version, [.. files.Select(file => Write(file))]) { UserMetadata = metadata };

            if (earlier < 0 && overtaken)
            {
                await Should.ThrowAsync<ConflictException>(() => Table.AppendAsync(append));
                continue;
            }

            var commit = await Table.AppendAsync(append);
            if (earlier < 0)
            {
                model.Add((appId, version, files, metadata));
                commit.ShouldBe(new DeltaCommit(model.Count, false, metadata));
            }
            else
            {
                commit.ShouldBe(new DeltaCommit(earlier + 1, true, model[earlier].Metadata));
            }

            var look = random.Next(model.Count + 1);
            var snapshot = (await DeltaTable.At(Folder).ReadAsync(look))!;
            snapshot.Files.Select(file => (file.Path, file.AddedIn)).ShouldBe(
                model.Take(look).SelectMany((entry, index) => entry.Files.Select(file => (file, index + 1L))));
            snapshot.Transactions.Values.Select(transaction => (transaction.AppId, transaction.Version)).Order().ShouldBe(
                model.Take(look).GroupBy(entry => entry.AppId).Select(group => (group.Key, group.Max(entry => entry.Version))).Order());
        }

        (await Table.ReadAsync())!.Version.ShouldBe(model.Count);
        var committed = model.SelectMany(entry => entry.Files).ToHashSet();
        (await Table.FindOrphansAsync()).Select(orphan => orphan.Path).ShouldBe(
            Directory.GetFiles(Folder).Select(path => Path.GetFileName(path)).Where(name => !committed.Contains(name)).Order(StringComparer.Ordinal));
    }
}

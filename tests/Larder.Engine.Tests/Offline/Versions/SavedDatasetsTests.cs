using Larder.Errors;
using Larder.Offline.Maintenance;
using Larder.Support;

namespace Larder.Offline.Versions;

/// <summary>Versions of tables under names of their own.</summary>
public sealed class SavedDatasetsTests : LineFixture
{
    private SavedDatasets Saved => new(World.Workspace);

    private DataVersions Versions => new(World.Workspace);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_saved_version_is_found_by_its_name_and_no_vacuum_takes_its_files()
    {
        await IngestAsync("a,2024-01-02T00:00:00,600,1,x\n");
        await IngestAsync("a,2024-01-02T01:00:00,700,1,x\n");

        var saved = await Saved.SaveAsync("june", "lines", Token);

        (saved.Table.ToString(), saved.Rows).ShouldBe(("lines@2", 2));
        World.Clock.Advance(TimeSpan.FromMinutes(1));
        (await Saved.SaveAsync("june", "lines@2", Token)).ShouldBe(saved);
        Saved.All.ShouldBe([saved]);
        (await Versions.LogAsync("june", cancellationToken: Token)).Entries.ShouldHaveSingleItem().Saved.ShouldBe(saved);
        (await Versions.LogAsync("lines", 1, Token)).Entries[0].Pins.ShouldBe(["saved dataset june"]);
        var maintenance = new TableMaintenance(World.Workspace);
        await maintenance.CompactAsync("lines", cancellationToken: Token);
        World.Clock.Advance(TimeSpan.FromDays(9));
        foreach (var file in Directory.GetFiles(World.OfflinePath, "*.parquet", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, new DateTime(2023, 5, 1, 0, 0, 0, DateTimeKind.Utc));
        }

        (await maintenance.VacuumAsync("lines", cancellationToken: Token)).Files.ShouldBeEmpty();
        (await Versions.ShowAsync("june", Token)).Manifest.ContentHash.ShouldBe(saved.ContentHash);
        Saved.Remove("june").ShouldBe(saved);
        (await maintenance.VacuumAsync("lines", cancellationToken: Token)).Files.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_name_means_one_version_and_what_cannot_be_saved_is_answered_with_what_can()
    {
        await IngestAsync("a,2024-01-02T00:00:00,600,1,x\n");
        await IngestAsync("a,2024-01-02T01:00:00,700,1,x\n");
        (await Should.ThrowAsync<ConflictException>(() => Saved.SaveAsync("lines", "lines", Token))).Message.ShouldBe("'lines' is the name of a table, so that nothing can be saved under it; choose another name.");
        (await Should.ThrowAsync<InvalidDefinitionException>(() => Saved.SaveAsync("../x", "lines", Token))).Message.ShouldBe("'../x' is no valid dataset name; use a letter, then letters, digits and underscores, 100 at most.");
        Should.Throw<NotFoundException>(() => Saved.Remove("june")).Message.ShouldBe("There is no saved dataset 'june', nor any other.");
        await Saved.SaveAsync("june", "lines@1", Token);

        (await Should.ThrowAsync<ConflictException>(() => Saved.SaveAsync("june", "lines@2", Token))).Message.ShouldBe(
            "Dataset june is lines@1 already, saved 2024-01-01T00:00:00Z; choose another name, or take that one away with 'larder data save june --remove'.");
        Should.Throw<NotFoundException>(() => Saved.Remove("july")).Message.ShouldBe("There is no saved dataset 'july'; there are june.");
        (await Should.ThrowAsync<NotFoundException>(() => Versions.ShowAsync("july", Token))).Message.ShouldBe(
            "There is no table, saved dataset or training set 'july'; the tables are lines, lines__quarantine, the saved datasets are june.");
        var was = Saved.All[0].ContentHash;
        Directory.Delete(Path.Combine(World.OfflinePath, "lines"), recursive: true);
        await IngestAsync("z,2024-01-02T00:00:00,600,1,x\n");
        var now = (await Versions.ShowAsync("lines@1", Token)).Manifest.ContentHash;
        (await Should.ThrowAsync<ConflictException>(() => Versions.ShowAsync("june", Token))).Message.ShouldBe(
            $"Dataset june was saved from lines@1 with the hash {was[..12]}, and that version has {now[..12]} now: the table was made anew. Restore the table from a backup, or save another version.");
        var path = Path.Combine(World.StatePath, "saved", "june.json");
        await File.WriteAllTextAsync(path, "{}", Token);
        Should.Throw<InvalidInputException>(() => Saved.All).Message.ShouldBe($"The saved dataset {path} is damaged, or of a newer Larder; restore the file from a backup, or delete it.");
    }
}

using Larder.Errors;
using Larder.Support;

namespace Larder.Offline.Delta;

/// <summary>The steps of a commit one by one, and the states in which a killed writer can leave the folder.</summary>
public sealed class PublishTests : TableFixture
{
    [Fact]
    public void A_hard_link_is_a_second_name_of_the_same_file_and_never_replaces_one()
    {
        File.WriteAllText(Path.Combine(Root, ".temp"), "one");
        File.WriteAllText(Path.Combine(Root, ".late"), "two");

        HardLink.TryCreate(Root, ".temp", "final").ShouldBeTrue();
        HardLink.TryCreate(Root, ".late", "final").ShouldBeFalse();

        File.AppendAllText(Path.Combine(Root, ".temp"), " more");
        File.ReadAllText(Path.Combine(Root, "final")).ShouldBe("one more", "a copy could be seen half written");
    }

    [Fact]
    public async Task One_of_many_that_link_to_the_same_name_wins()
    {
        for (var round = 0; round < 50; round++)
        {
            var name = $"final-{round}";
            using var start = new Barrier(4);
            var won = await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Factory.StartNew(
                () =>
                {
                    var temp = $".temp-{round}-{writer}";
                    File.WriteAllText(Path.Combine(Root, temp), temp);
                    start.SignalAndWait();
                    return HardLink.TryCreate(Root, temp, name) ? temp : null;
                },
                TaskCreationOptions.LongRunning)));

            File.ReadAllText(Path.Combine(Root, name)).ShouldBe(won.Single(temp => temp is not null));
        }
    }

    [Fact]
    public async Task A_writer_killed_before_publishing_leaves_no_version()
    {
        await Table.CreateAsync(Schema, []);
        File.WriteAllText(Path.Combine(LogFolder.Of(Folder), LogFolder.TempName(long.MaxValue)), """{"commitInfo":{"half""");
        var pending = await PendingCommit.WriteAsync(Folder, "{}\n"u8.ToArray(), default);

        (await Table.ReadAsync())!.Version.ShouldBe(0);
        (await Table.FindOrphansAsync()).Count.ShouldBe(2);

        pending.TryPublish(1).ShouldBeTrue();
        (await Table.ReadAsync())!.Version.ShouldBe(1, "killed before the temporary name was dropped: the version is whole");
        (await Append("a", 1, "a.parquet")).Version.ShouldBe(2);
        Clock.Now = DateTimeOffset.MaxValue;
        (await Table.RemoveOrphansAsync(TimeSpan.Zero)).Count.ShouldBe(2);
        (await Table.ReadAsync())!.Version.ShouldBe(2);
        pending.Dispose();
    }

    [Fact]
    public async Task A_taken_temporary_name_is_passed_over()
    {
        await Table.CreateAsync(Schema, []);
        using var first = await PendingCommit.WriteAsync(Folder, "{}\n"u8.ToArray(), default);
        var name = Path.GetFileName(Directory.GetFiles(LogFolder.Of(Folder), ".larder-*").Single());
        var number = long.Parse(name.Split('-', '.')[3], System.Globalization.CultureInfo.InvariantCulture);
        var stale = Enumerable.Range(1, 40).Select(step => Path.Combine(LogFolder.Of(Folder), LogFolder.TempName(number + step))).ToArray();
        Array.ForEach(stale, path => File.WriteAllText(path, "stale"));

        (await Append("a", 1, "a.parquet")).Version.ShouldBe(1);

        stale.ShouldAllBe(path => File.ReadAllText(path) == "stale");
    }

    [Fact]
    public void A_full_disk_is_told_from_other_failures()
    {
        DeltaErrors.CannotWrite("/t", new IOException("No space left on device : '/t/x'", 28)).Message.ShouldBe(
            "The disk of the Delta table '/t' is full; nothing was committed. Free space and repeat.");
        DeltaErrors.CannotWrite("/t", new IOException("Input/output error.\nmore")).Message.ShouldBe(
            "The Delta table '/t' cannot be written: Input/output error. more; nothing was committed. Check the disk and that this user may write to the folder.");
        DeltaErrors.NotFlushed("/t", 4, new IOException("Input/output error")).Message.ShouldBe(
            "Version 4 of the Delta table '/t' is committed, but the disk did not confirm it: Input/output error. "
            + "Check the disk and repeat with the same transaction; what is committed is not committed twice.");
    }

    [Fact]
    public async Task A_full_disk_stops_an_append_and_leaves_nothing()
    {
        var disk = Directory.CreateTempSubdirectory("larder-disk-").FullName;
        await SmallDisk.MountAsync(disk);
        try
        {
            await FillDuringAppendAsync(Path.Combine(disk, "orders"));
        }
        finally
        {
            await SmallDisk.UnmountAsync(disk);
            Directory.Delete(disk);
        }
    }

    private static async Task FillDuringAppendAsync(string path)
    {
        var table = DeltaTable.At(path);
        await table.CreateAsync(Schema, []);
        File.WriteAllText(Path.Combine(path, "a.parquet"), "a");
        var filler = Path.Combine(path, "filler");
        Should.Throw<IOException>(() =>
        {
            using var stream = File.Create(filler, 4096);
            for (var i = 0; i < 1_000_000; i++)
            {
                stream.Write(new byte[4096]);
            }
        });
        var append = new DeltaAppend("a", 1, [new("a.parquet", 1)]) { UserMetadata = new('x', 100_000) };

        var error = await Should.ThrowAsync<UnavailableException>(() => table.AppendAsync(append));

        error.Message.ShouldBe($"The disk of the Delta table '{path}' is full; nothing was committed. Free space and repeat.");
        Directory.GetFiles(LogFolder.Of(path)).Length.ShouldBe(1);
        File.Delete(filler);
        (await table.AppendAsync(append)).Version.ShouldBe(1);
    }
}

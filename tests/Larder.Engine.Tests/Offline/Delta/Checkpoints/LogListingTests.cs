namespace Larder.Offline.Delta;

public sealed class LogListingTests : CheckpointFixture
{
    [Fact]
    public void The_newest_version_is_that_of_the_listing_whatever_lies_in_the_folder()
    {
        Directory.CreateDirectory(Log);
        LogListing.NewestIn(Folder).ShouldBe(-1);
        foreach (var (name, newest) in new (string, long)[]
        {
            ("_last_checkpoint", -1), (".00000000000000000009.json.crc", -1), ("00000000000000000009.json.tmp", -1), ("9.json", -1), ("00000000000000000003.json", 3),
            ("00000000000000000002.json", 3), ("00000000000000000005.checkpoint.0000000001.0000000002.parquet", 5), ("00000000000000000006.checkpoint.1c1c.json", 6), ("00000000000000000006.json", 6),
        })
        {
            File.WriteAllText(Path.Combine(Log, name), "");
            LogListing.NewestIn(Folder).ShouldBe(newest, name);
            LogListing.Read(Folder).Newest.ShouldBe(newest, name);
        }

        Directory.CreateDirectory(Path.Combine(Log, "00000000000000000007.json"));
        LogListing.NewestIn(Folder).ShouldBe(6);
        LogListing.Read(Folder).Newest.ShouldBe(6);
        LogListing.Read(Folder).Commits.ShouldBe([2, 3, 6]);
    }

    [Fact]
    public void A_table_without_a_log_has_no_newest_version()
    {
        LogListing.NewestIn(Path.Combine(Root, "nowhere")).ShouldBe(-1);
        LogListing.Read(Path.Combine(Root, "nowhere")).Newest.ShouldBe(-1);
    }
}

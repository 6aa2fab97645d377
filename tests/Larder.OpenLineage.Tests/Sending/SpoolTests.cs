namespace Larder.OpenLineage.Sending;

public sealed class SpoolTests : IDisposable
{
    private readonly SpoolFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Events_wait_in_their_order_for_any_process()
    {
        var first = _folder.Open();
        for (byte i = 0; i < 20; i++)
        {
            first.Add([i]);
        }

        _folder.Open().Waiting().Select(p => File.ReadAllBytes(p)[0]).ShouldBe(Enumerable.Range(0, 20).Select(i => (byte)i));
    }

    [Fact]
    public void The_oldest_give_way_by_number_and_are_counted()
    {
        var spool = _folder.Open(new LineageOptions { SpoolEvents = 3 });
        for (byte i = 0; i < 5; i++)
        {
            spool.Add([i]);
        }

        spool.Waiting().Select(p => File.ReadAllBytes(p)[0]).ShouldBe([2, 3, 4]);
        spool.Dropped.ShouldBe(2);
        File.ReadAllLines(Path.Combine(spool.Folder, "dropped.log")).ShouldAllBe(l => l.EndsWith(" the spool is full", StringComparison.Ordinal));
        _folder.Open().Dropped.ShouldBe(2);
    }

    [Fact]
    public void The_oldest_give_way_by_size()
    {
        var spool = _folder.Open(new LineageOptions { SpoolBytes = 100 });
        foreach (var size in new[] { 60, 30, 50 })
        {
            spool.Add(new byte[size]);
        }

        spool.Waiting().Select(p => new FileInfo(p).Length).ShouldBe([30, 50]);
    }

    [Fact]
    public void What_a_killed_process_had_not_finished_is_no_event_and_goes_after_an_hour()
    {
        var spool = _folder.Open();
        spool.Add([1]);
        var left = Path.Combine(spool.Folder, "000-0-1.tmp");
        File.WriteAllBytes(left, [9]);

        spool.Count.ShouldBe(1);
        spool.Add([2]);
        File.Exists(left).ShouldBeTrue();
        File.SetLastWriteTimeUtc(left, DateTime.UnixEpoch);
        spool.Add([3]);

        File.Exists(left).ShouldBeFalse();
        spool.Count.ShouldBe(3);
    }

    [Fact]
    public void One_sends_at_a_time()
    {
        using var claim = _folder.Open().TryClaim();

        claim.ShouldNotBeNull();
        _folder.Open().TryClaim().ShouldBeNull();
        claim.Dispose();
        using var next = _folder.Open().TryClaim();
        next.ShouldNotBeNull();
    }

    [Fact]
    public void Nothing_is_there_before_the_first_event()
    {
        var spool = _folder.Open();

        (spool.Count, spool.Dropped).ShouldBe((0, 0));
        Directory.Exists(spool.Folder).ShouldBeFalse();
    }
}

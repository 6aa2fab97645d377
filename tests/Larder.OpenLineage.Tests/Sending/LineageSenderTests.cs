using System.Diagnostics;
using System.Text;

namespace Larder.OpenLineage.Sending;

/// <summary>Events over real HTTP: to a server that takes them, fails, is slow, is down, and comes back.</summary>
public sealed class LineageSenderTests : IDisposable
{
    private const string Key = "k3y-of-the-tests";

    private readonly SpoolFolder _folder = new();
    private readonly LineagePeer _peer = new();

    private LineageOptions Options => new() { Url = _peer.Url, ApiKey = Key, RetryDelay = TimeSpan.FromMilliseconds(1), Timeout = TimeSpan.FromMilliseconds(300), Flush = TimeSpan.FromSeconds(20) };

    public void Dispose()
    {
        _peer.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, "gzip")]
    public async Task A_server_gets_every_event_in_order_with_the_key(bool gzip, string? encoding)
    {
        await using (var sender = _folder.Sender(Options with { Gzip = gzip }))
        {
            Send(sender, 0, 5);
        }

        _peer.Received.Select(r => (int)r.Event["n"]!).ShouldBe([0, 1, 2, 3, 4]);
        _peer.Received.ShouldAllBe(r => r.Path == "/api/v1/lineage" && r.Authorization == $"Bearer {Key}" && r.Encoding == encoding);
        _folder.Open().Count.ShouldBe(0);
        NoSecretIn(_folder.Spool);
    }

    [Fact]
    public async Task A_failing_server_is_asked_again_and_then_left_for_the_next_process()
    {
        var answers = new Queue<int>([500, 503, 201]);
        _peer.Status = () => answers.Count > 0 ? answers.Dequeue() : 201;
        await using (var sender = _folder.Sender(Options))
        {
            Send(sender, 0, 1);
        }

        _peer.Received.Count.ShouldBe(1);
        _peer.Status = () => 500;
        await using (var sender = _folder.Sender(Options))
        {
            Send(sender, 1, 3);
            await _peer.ArrivedAsync(6);
            await sender.DisposeAsync();
            sender.Trouble.ShouldBe("the server answers 500");
            sender.Lost.ShouldBe(0);
        }

        _folder.Open().Count.ShouldBe(2);
        NoSecretIn(_folder.Spool);
        _peer.Status = () => 201;
        await using (var sender = _folder.Sender(Options))
        {
            sender.Start();
        }

        _peer.Received.Select(r => (int)r.Event["n"]!).ShouldBe([0, 1, 2]);
        _folder.Open().Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_server_that_is_down_costs_no_event_and_gets_all_when_it_is_back()
    {
        _peer.Stop();
        await using (var sender = _folder.Sender(Options))
        {
            Send(sender, 0, 3);
            await sender.DisposeAsync();
            sender.Trouble.ShouldBe("the server cannot be reached");
        }

        _folder.Open().Count.ShouldBe(3);
        _peer.Restart();
        await using (var sender = _folder.Sender(Options))
        {
            sender.Start();
        }

        _peer.Received.Select(r => (int)r.Event["n"]!).ShouldBe([0, 1, 2]);
    }

    [Fact]
    public async Task A_slow_server_holds_up_nobody()
    {
        _peer.Status = () => null;
        var sender = _folder.Sender(Options with { Timeout = TimeSpan.FromMinutes(5), Flush = TimeSpan.FromMilliseconds(200) });
        var started = Stopwatch.GetTimestamp();
        Send(sender, 0, 3);
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(5));
        await _peer.ArrivedAsync(1);

        await sender.DisposeAsync();

        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(30));
        sender.Trouble.ShouldBe("the server is slow");
        _folder.Open().Count.ShouldBe(3);
    }

    [Fact]
    public async Task An_attempt_ends_after_its_time()
    {
        _peer.Status = () => null;
        await using var sender = _folder.Sender(Options with { Timeout = TimeSpan.FromMilliseconds(500), Retries = 0 });
        Send(sender, 0, 1);
        await _peer.ArrivedAsync(1);
        await sender.DisposeAsync();

        sender.Trouble.ShouldBe("the server does not answer in time");
        _folder.Open().Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_a_server_refuses_is_dropped_and_counted_and_the_rest_goes_on()
    {
        var answers = new Queue<int>([201, 422, 201]);
        _peer.Status = () => answers.Dequeue();
        await using (var sender = _folder.Sender(Options))
        {
            Send(sender, 0, 3);
            await sender.DisposeAsync();
            sender.Trouble.ShouldBe("the server refuses events with 422");
        }

        _peer.Received.Select(r => (int)r.Event["n"]!).ShouldBe([0, 2]);
        var spool = _folder.Open();
        (spool.Count, spool.Dropped).ShouldBe((0, 1));
    }

    [Fact]
    public async Task A_wrong_key_keeps_events_until_it_is_right()
    {
        _peer.Status = () => 401;
        await using (var sender = _folder.Sender(Options))
        {
            Send(sender, 0, 1);
        }

        _folder.Open().Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_a_killed_process_left_is_sent_by_the_next_one()
    {
        _folder.Open().Add(Event(7));

        await using (var sender = _folder.Sender(Options))
        {
            sender.Start();
        }

        ((int)_peer.Received.Single().Event["n"]!).ShouldBe(7);
    }

    [Fact]
    public async Task A_process_that_goes_on_leaves_the_spool_to_others()
    {
        await using var server = _folder.Sender(Options);
        Send(server, 0, 1);
        await _peer.ArrivedAsync(1);

        await using (var command = _folder.Sender(Options))
        {
            Send(command, 1, 3);
        }

        Send(server, 3, 4);
        await server.DisposeAsync();
        _peer.Received.Select(r => (int)r.Event["n"]!).ShouldBe([0, 1, 2, 3]);
    }

    [Fact]
    public async Task Many_events_at_once_from_several_processes_all_arrive()
    {
        var senders = Enumerable.Range(0, 4).Select(_ => _folder.Sender(Options)).ToArray();
        await Task.WhenAll(senders.Select((sender, s) => Task.Run(() => Send(sender, s * 25, (s + 1) * 25), TestContext.Current.CancellationToken)));
        foreach (var sender in senders)
        {
            await sender.DisposeAsync();
        }

        await using (var last = _folder.Sender(Options))
        {
            last.Start();
        }

        senders.ShouldAllBe(s => s.Lost == 0);
        _peer.Received.Select(r => (int)r.Event["n"]!).Distinct().Count().ShouldBe(100);
        _folder.Open().Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_spool_that_cannot_be_written_loses_events_and_nothing_else()
    {
        await File.WriteAllTextAsync(_folder.Spool, "a file where the folder should be", TestContext.Current.CancellationToken);
        await using var sender = _folder.Sender(Options);

        Send(sender, 0, 2);

        (sender.Lost, sender.Trouble).ShouldBe((2, "events cannot be written (IOException)"));
    }

    [Fact]
    public async Task A_file_gets_a_line_for_each_event()
    {
        var path = _folder.File("events/lineage.jsonl");
        await using (var sender = _folder.Sender(new LineageOptions { FilePath = path }))
        {
            Send(sender, 0, 2);
        }

        (await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken)).ShouldBe(["{\"n\":0}", "{\"n\":1}"]);
        Directory.Exists(_folder.Spool).ShouldBeFalse();
    }

    private static void Send(LineageSender sender, int from, int to)
    {
        for (var n = from; n < to; n++)
        {
            sender.Send(Event(n));
        }
    }

    private static byte[] Event(int n) => Encoding.UTF8.GetBytes($"{{\"n\":{n}}}");

    private static void NoSecretIn(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            File.ReadAllText(file).ShouldNotContain(Key);
        }
    }
}

using Larder.Support;

namespace Larder;

public class InterruptionTests(PreparedShop shop)
{
    private const string Interrupted = "interrupted: nothing is half written; run the same command again to go on.";

    public static TheoryData<string, string, string> Steps => new()
    {
        { "ingest --input shop.csv", "ingest order_lines: reading shop.csv", "INT" },
        { "ingest --input shop.csv", "ingest order_lines …", "TERM" },
        { "training-set --rebuild", "training set of repurchase: making the spine", "INT" },
        { "training-set --rebuild", "training set of repurchase: joining customer_spend", "TERM" },
        { "train", "train buys_again …", "INT" },
        { "materialize", "materialize customer_spend …", "INT" },
        { "verify --pairs 20000", "verify repurchase: reading the online store", "INT" },
        { "verify --pairs 20000", "verify repurchase …", "TERM" },
        { "demo --input shop.csv", "training set of repurchase …", "INT" },
    };

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_signal_stops_a_step_and_the_next_run_completes_it(string command, string after, string signal)
    {
        using var folder = command.StartsWith("ingest", StringComparison.Ordinal) || command.StartsWith("demo", StringComparison.Ordinal) ? new Folder() : shop.Copy();
        await SmallShop.WriteAsync(folder.Path);
        if (command == "materialize")
        {
            File.Delete(Path.Combine(folder.StatePath, "online.db"));
        }

        var ended = await StopAsync(folder, command, after, signal);

        // A step that was done when the signal came has nothing to say about it.
        if (ended.ExitCode != 0)
        {
            ended.ShouldFail(130, Interrupted);
            ended.Error.ShouldBe(Interrupted + "\n");
        }

        (await folder.RunAsync(command.Split(' '))).Succeeded();
        if (command.StartsWith("ingest", StringComparison.Ordinal))
        {
            StateFacts.Tables(folder.StatePath).ShouldBe(StateFacts.Tables(shop.Folder.StatePath));
            return;
        }

        var state = command.StartsWith("demo", StringComparison.Ordinal) ? Directory.GetDirectories(folder.StatePath).Single() : folder.StatePath;
        StateFacts.Of(state).ShouldBe(StateFacts.Of(shop.Folder.StatePath));
    }

    [Fact]
    public async Task A_demo_killed_ten_times_ends_as_an_undisturbed_one()
    {
        using var folder = new Folder();
        await SmallShop.WriteAsync(folder.Path);
        var random = new Random(11);
        var killed = 0;
        for (var i = 0; i < 12; i++)
        {
            using var demo = folder.Start("demo", "--input", "shop.csv");
            await Task.Delay(random.Next(250, 2_500), TestContext.Current.CancellationToken);
            demo.Signal("KILL");
            killed += (await demo.EndAsync()).ExitCode == 137 ? 1 : 0;
        }

        (await folder.RunAsync("demo", "--input", "shop.csv")).Succeeded();

        killed.ShouldBeGreaterThanOrEqualTo(10);
        var state = Directory.GetDirectories(folder.StatePath).Single();
        StateFacts.Of(state).ShouldBe(StateFacts.Of(shop.Folder.StatePath));
        Directory.GetFileSystemEntries(Path.Combine(state, "tmp")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_stops_the_server_as_asked_with_0(string signal)
    {
        using var folder = shop.Copy();
        using var server = folder.Start("serve", "--port", "0");
        (await server.FirstLineAsync()).ShouldStartWith("serving on http://127.0.0.1:");

        server.Signal(signal);
        var ended = await server.EndAsync();

        ended.Error.ShouldBeEmpty();
        ended.Out.ShouldEndWith("\nstopped\n");
        ended.ExitCode.ShouldBe(0);
    }

    private static async Task<Run> StopAsync(Folder folder, string command, string after, string signal)
    {
        using var program = folder.Start(command.Split(' '));
        await program.LineAsync(after);
        program.Signal(signal);
        return await program.EndAsync();
    }
}

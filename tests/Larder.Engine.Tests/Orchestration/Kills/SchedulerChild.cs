using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Larder.Orchestration;
using Larder.Pipelines.Schedules;
using Larder.Pipelines.Tasks;
using Larder.Sqlite;

namespace Larder.Engine.Tests.Orchestration.Kills;

/// <summary>A scheduler in a process of its own, over a state folder that others share. It says when it is ready, at its crash point, refused by the store, and stopped by SIGTERM.</summary>
internal sealed class SchedulerChild : IDisposable
{
    public const string Mode = "scheduler";

    /// <summary>Between two slots.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Process _process;

    private SchedulerChild(Process process) => _process = process;

    /// <summary>Starts one.</summary>
    /// <param name="folder">The state folder.</param>
    /// <param name="owner">Its name among owners.</param>
    /// <param name="point">Where it stands still.</param>
    /// <param name="pause">For how long; null until a signal comes.</param>
    public static async Task<SchedulerChild> StartAsync(string folder, string owner, CrashPoint point = CrashPoint.None, TimeSpan? pause = null)
    {
        var start = new ProcessStartInfo(Path.ChangeExtension(typeof(SchedulerChild).Assembly.Location, OperatingSystem.IsWindows() ? ".exe" : null)) { RedirectStandardOutput = true };
        foreach (var argument in (string[])[Mode, folder, owner, $"{point}", (pause ?? Timeout.InfiniteTimeSpan).TotalMilliseconds.ToString(CultureInfo.InvariantCulture)])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var child = new SchedulerChild(Process.Start(start)!);
        await child.SaysAsync("ready");
        return child;
    }

    /// <summary>Runs schedules until SIGTERM.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        using var stop = new CancellationTokenSource();
        using var signal = PosixSignalRegistration.Create(PosixSignal.SIGTERM, c =>
        {
            c.Cancel = true;
            stop.Cancel();
        });
        var gate = new CrashGate(Enum.Parse<CrashPoint>(args[2]), TimeSpan.FromMilliseconds(double.Parse(args[3], CultureInfo.InvariantCulture)), stop.Token);
        await using var stores = SqlitePipelines.Open(Path.Combine(args[0], "pipelines.db"));
        var options = new OrchestratorOptions { Folder = args[0], Owner = args[1], Capacity = ResourceVector.Empty.With(ResourceVector.Cpu, 4) };
        var orchestrator = new Orchestrator(new(new GatedRunStore(stores.Runs, gate), stores.History, stores.Schedules), new Repository(gate).Build().Pipelines, "v1", options, TimeProvider.System);
        CrashGate.Say("ready");
        await orchestrator.RunAsync(stop: stop.Token);
        CrashGate.Say("stopped");
        return 0;
    }

    /// <summary>Waits until it says a line.</summary>
    public async Task SaysAsync(string line)
    {
        string? said;
        do
        {
            said = await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        }
        while (said != line && said is not null);
        said.ShouldBe(line);
    }

    /// <summary>Sends a signal.</summary>
    /// <param name="signal">KILL, TERM, STOP or CONT.</param>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
        kill.ExitCode.ShouldBe(0);
    }

    /// <summary>Ends it by SIGKILL or SIGTERM; after SIGTERM it must end by itself, and well.</summary>
    public async Task EndAsync(string signal = "TERM")
    {
        await SignalAsync(signal);
        if (signal == "TERM")
        {
            await SaysAsync("stopped");
        }

        await _process.WaitForExitAsync().WaitAsync(Patience);
        _process.ExitCode.ShouldBe(signal == "TERM" ? 0 : 137);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    /// <summary>Three tasks, one of them over a list.</summary>
    private sealed class Repository(CrashGate gate) : FeatureRepository
    {
        public Pipeline Ticks => Pipeline(p =>
        {
            var list = p.Task("list", async c =>
            {
                await gate.ReachAsync(CrashPoint.BodyRunning);
                return (IReadOnlyList<int>)[1, 2, 3];
            });
            p.Task("sum", p.Map("square", list, (c, i) => Task.FromResult(i * i)), (c, all) => Task.FromResult(all.Sum()));
        })
            .WithSchedule(Schedule.Every(Step)).WithCatchUp().WithOverlap(OverlapPolicy.BufferAll);
    }
}

namespace Larder.Engine.Tests.Orchestration.Kills;

/// <summary>Stands still at one point, the first time it is reached, and says so.</summary>
/// <param name="point">Where.</param>
/// <param name="pause">For how long; infinite until a signal comes.</param>
/// <param name="stop">Set by SIGTERM: it goes on then.</param>
internal sealed class CrashGate(CrashPoint point, TimeSpan pause, CancellationToken stop)
{
    private int _reached;

    public static void Say(string line)
    {
        lock (Console.Out)
        {
            Console.Out.WriteLine(line);
            Console.Out.Flush();
        }
    }

    public async Task ReachAsync(CrashPoint at)
    {
        if (at == point && Interlocked.Exchange(ref _reached, 1) == 0)
        {
            Say($"at {at}");
            await Task.Delay(pause, stop).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }
}

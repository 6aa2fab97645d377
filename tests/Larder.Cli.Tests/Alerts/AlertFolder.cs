using System.Text.Json.Nodes;
using Larder.Cli;
using Larder.Support;

namespace Larder.Alerts;

/// <summary>Commands of a repository with rules of alerts, under a clock that stands still; settings of channels are environment variables of this process.</summary>
internal sealed class AlertFolder : IDisposable
{
    public const string Good = "a,2024-03-01T08:00:00,10,1\n";
    public const string Bad = "a,2024-03-01T08:00:00,-5,1\nb,2024-03-01T09:00:00,-6,9\n";
    private readonly List<string> _variables = [];

    public CommandFolder Folder { get; } = new();

    public SteppedClock Clock { get; } = new();

    /// <summary>Everything that was printed so far.</summary>
    public string Printed { get; private set; } = string.Empty;

    /// <summary>Sets <c>Larder:Alerts:Channels:NAME:…</c>.</summary>
    public void Channel(string name, params (string Setting, string Value)[] settings)
    {
        foreach (var (setting, value) in settings)
        {
            Set($"Larder__Alerts__Channels__{name}__{setting}", value);
        }
    }

    public void Set(string variable, string value)
    {
        _variables.Add(variable);
        Environment.SetEnvironmentVariable(variable, value);
    }

    public async Task<(int ExitCode, string Out, string Error)> RunAsync(params string[] arguments)
    {
        var run = await ConsoleRun.RunAsync(new AlertedRides(), new LarderAppOptions { Clock = Clock }, [.. arguments, "--state", Folder.StatePath]);
        Printed += run.Out + run.Error;
        return run;
    }

    public async Task<string> TextAsync(params string[] arguments)
    {
        var run = await RunAsync(arguments);
        run.ExitCode.ShouldBe(0, $"{string.Join(' ', arguments)}: {run.Error}{run.Out}");
        return run.Out;
    }

    public async Task<JsonObject> JsonAsync(params string[] arguments) => JsonNode.Parse(await TextAsync([.. arguments, "--output", "json"]))!.AsObject();

    public async Task<string> FailAsync(int exitCode, params string[] arguments)
    {
        var run = await RunAsync(arguments);
        run.ExitCode.ShouldBe(exitCode, run.Out + run.Error);
        return run.Error.TrimEnd().Split('\n')[^1]["error: ".Length..];
    }

    /// <summary>Validates lines of rides; whatever comes of it.</summary>
    public Task<(int ExitCode, string Out, string Error)> ValidateAsync(string lines) => RunAsync("validate", "rides", "--input", Folder.Write("rides.csv", Rides.Header + lines));

    public void Dispose()
    {
        _variables.ForEach(v => Environment.SetEnvironmentVariable(v, null));
        Folder.Dispose();
    }

    /// <summary>Time of day stands still until it is moved; delays and timeouts pass as they do.</summary>
    internal sealed class SteppedClock : TimeProvider
    {
        private DateTimeOffset _now = new(2024, 3, 2, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => _now;

        public void Advance(TimeSpan span) => _now += span;
    }
}

/// <summary>A source with checks, and rules for them.</summary>
internal sealed class AlertedRides : FeatureRepository
{
    public Entity<string> Rider { get; } = new("rider_id");

    public EventSource<Ride> All { get; } = Source.Csv<Ride>("rides.csv", eventTime: r => r.At, name: "rides").Expect(rides => rides.Check(
        Expect.Column((Ride r) => r.Fare).Between(0, 100),
        Expect.Column((Ride r) => r.Zone).InSet([1, 2]).AsWarning()));

    public RowView<RideLast> Last => All.LatestBy(Rider, r => r.Rider, r => new RideLast { Zone = r.Zone });

    public AlertRule BrokenRides => Alert.When(AlertKind.CheckFailed).On(All).AtLeast(AlertSeverity.Error).To("hook");

    public AlertRule Everything { get; } = Alert.Any().To("chat").WithGroupWait(TimeSpan.Zero);
}

namespace Larder.Training;

/// <summary>A clock whose k-th pair of readings lies k-th duration apart, in nanoseconds; after the last it starts over.</summary>
internal sealed class ScriptedClock(params long[] durations) : TimeProvider
{
    private long _now = 1_000;
    private int _readings;

    public int Pairs => _readings / 2;

    public override long TimestampFrequency => 1_000_000_000;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddDays(400);

    public override long GetTimestamp()
    {
        _now += _readings % 2 == 1 ? durations[_readings / 2 % durations.Length] : 5;
        _readings++;
        return _now;
    }
}

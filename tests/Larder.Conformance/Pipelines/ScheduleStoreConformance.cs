using Larder.Storage;

namespace Larder.Conformance;

/// <summary>What every store of schedules must do. A subclass supplies an empty one.</summary>
public abstract class ScheduleStoreConformance
{
    protected abstract IScheduleStore Store { get; }

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_schedule_moves_forward_only()
    {
        (await Store.PositionsAsync(Token)).ShouldBeEmpty();
        await Store.MoveAsync("daily", new(5), Token);
        await Store.MoveAsync("daily", new(3), Token);
        await Store.MoveAsync("other", new(-1), Token);

        (await Store.PositionsAsync(Token)).OrderBy(p => p.Key).ShouldBe([new("daily", new(new(5), false)), new("other", new(new(-1), false))]);
    }

    [Fact]
    public async Task A_pause_keeps_the_position()
    {
        await Store.PauseAsync("daily", true, Token);
        (await Store.PositionsAsync(Token))["daily"].ShouldBe(new(null, true));
        await Store.MoveAsync("daily", new(5), Token);
        (await Store.PositionsAsync(Token))["daily"].ShouldBe(new(new(5), true));
        await Store.PauseAsync("daily", false, Token);
        (await Store.PositionsAsync(Token))["daily"].ShouldBe(new(new(5), false));
    }
}

using Larder.Errors;
using Larder.Storage;
using Larder.Types;

namespace Larder.Testing;

public sealed class FaultyOnlineStoreTests
{
    private const string View = "customer_spend@v1";
    private static readonly MaterializationState State = new(new Instant(1), "order_lines@1", new Instant(0), null, 1, IsComplete: true);
    private static readonly OnlineWrite[] Rows = [new(EntityKey.From("a"), default, [1])];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_fault_before_leaves_the_work_undone()
    {
        await using var inner = new InMemoryOnlineStore();
        await inner.CreateAsync(View, Token);
        await using var store = new FaultyOnlineStore(inner, On(OnlineOperation.Write, 1, Fault.Before));

        var error = await Should.ThrowAsync<UnavailableException>(() => store.WriteAsync(View, Rows, State, null, Token));

        error.IsTransient.ShouldBeTrue();
        error.Message.ShouldBe("Injected fault: call 1 of Write failed before it was done.");
        (await inner.CountAsync(View, Token)).ShouldBe(0);
        await store.WriteAsync(View, Rows, State, null, Token);
        (await inner.CountAsync(View, Token)).ShouldBe(1);
    }

    [Fact]
    public async Task A_fault_after_leaves_the_work_done_and_reported_as_failed()
    {
        await using var inner = new InMemoryOnlineStore();
        await inner.CreateAsync(View, Token);
        await using var store = new FaultyOnlineStore(inner, On(OnlineOperation.Write, 1, Fault.After));

        var error = await Should.ThrowAsync<UnavailableException>(() => store.WriteAsync(View, Rows, State, null, Token));

        error.IsTransient.ShouldBeTrue();
        error.Message.ShouldBe("Injected fault: call 1 of Write was done and reported as failed.");
        (await inner.CountAsync(View, Token)).ShouldBe(1);
        (await inner.GetStateAsync(View, Token)).ShouldBe(State);
    }

    [Fact]
    public async Task A_delay_waits_on_the_given_clock()
    {
        var clock = new ManualClock();
        await using var store = new FaultyOnlineStore(new InMemoryOnlineStore(), On(OnlineOperation.Create, 1, Fault.DelayedBy(TimeSpan.FromSeconds(3))), clock);

        var create = store.CreateAsync(View, Token);
        create.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(3));

        await create;
        (await store.CountAsync(View, Token)).ShouldBe(0);
        store.Calls(OnlineOperation.Create).ShouldBe(1);
        store.Calls(OnlineOperation.Drop).ShouldBe(0);
    }

    [Fact]
    public async Task Every_method_can_fail_and_is_counted_by_itself()
    {
        await using var store = new FaultyOnlineStore(new InMemoryOnlineStore(), (_, call) => call == 1 ? Fault.Before : Fault.None);
        Func<Task>[] calls =
        [
            () => store.CreateAsync(View, Token),
            () => store.ReadAsync(View, new EntityKey[1], new OnlineRow[1], Token).AsTask(),
            () => store.WriteAsync(View, Rows, State, null, Token),
            () => store.GetStateAsync(View, Token),
            () => store.CountAsync(View, Token),
            () => store.DropAsync(View, Token),
        ];

        foreach (var call in calls)
        {
            await Should.ThrowAsync<UnavailableException>(call);
        }

        foreach (var call in calls)
        {
            await call();
        }
    }

    private static FaultPlan On(OnlineOperation operation, int call, Fault fault)
        => (current, number) => current == operation && number == call ? fault : Fault.None;
}

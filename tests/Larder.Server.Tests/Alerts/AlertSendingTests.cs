using System.Collections.Concurrent;
using Larder.Alerts;
using Larder.Errors;
using Larder.Support;

namespace Larder.Server.Alerts;

/// <summary>A running server empties the outbox, whatever goes wrong with it.</summary>
public class AlertSendingTests
{
    [Fact]
    public async Task The_outbox_is_looked_at_again_and_again_and_a_failure_is_logged_once_and_stops_nothing()
    {
        using var delivery = new ScriptedDelivery();
        await using var shop = await ServedShop.StartAsync(options => (options.Alerts, options.AlertInterval) = (delivery, TimeSpan.FromSeconds(5)));

        for (var pass = 1; pass <= 6; pass++)
        {
            await delivery.PassedAsync();
            if (pass < 6)
            {
                await delivery.AdvanceUntilNextAsync(shop.World.Clock);
            }
        }

        (await shop.Http.GetAsync(new Uri("health", UriKind.Relative), TestContext.Current.CancellationToken)).IsSuccessStatusCode.ShouldBeTrue();
        shop.Log.Lines.ShouldBe(
        [
            "Warning Larder.Server: Notices of alerts wait: down",
            "Warning Larder.Server: Notices of alerts wait: the disk is full.",
            "Warning Larder.Server: Notices of alerts wait: InvalidOperationException: odd",
        ]);
    }

    [Fact]
    public void An_interval_that_is_none_is_refused()
    {
        var options = new LarderOptions { AlertInterval = TimeSpan.Zero };

        Should.Throw<InvalidInputException>(options.Validate).Message.ShouldContain("; set AlertInterval to a positive time, not 00:00:00.");
    }

    private sealed class ScriptedDelivery : IAlertDelivery, IDisposable
    {
        private static readonly DeliveryReport Nothing = new(0, []);
        private static readonly DeliveryReport Down = new(0, [new DeliveryFailure("data", "k", 1, false, "down")]);
        private readonly ConcurrentQueue<Func<DeliveryReport>> _passes = new(
            [() => Nothing, () => Down, () => Down, () => throw new UnavailableException("the disk is full."), () => throw new InvalidOperationException("odd")]);

        private readonly SemaphoreSlim _passed = new(0);

        public Task<DeliveryReport> SendAsync(bool hurries = false, CancellationToken cancellationToken = default)
        {
            _passed.Release();
            return Task.FromResult(_passes.TryDequeue(out var pass) ? pass() : Nothing);
        }

        public async Task PassedAsync() => (await _passed.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)).ShouldBeTrue();

        public void Dispose() => _passed.Dispose();

        /// <summary>The delay may not have begun yet when the pass is over.</summary>
        public async Task AdvanceUntilNextAsync(Testing.ManualClock clock)
        {
            while (_passed.CurrentCount == 0)
            {
                clock.Advance(TimeSpan.FromSeconds(5));
                await Task.Yield();
            }
        }
    }
}

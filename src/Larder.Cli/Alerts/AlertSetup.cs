using Larder.Alerts;
using Larder.Storage;
using Larder.Webhooks;

namespace Larder.Cli.Alerts;

/// <summary>What the configuration says of alerts.</summary>
/// <param name="Channels">The channels, by name.</param>
/// <param name="Redactor">Takes their secrets out of text.</param>
/// <param name="Delivery">Pauses and limits of deliveries.</param>
/// <param name="Interval">How often a server looks at the outbox.</param>
internal sealed record AlertSetup(IReadOnlyList<ChannelSetup> Channels, Redactor Redactor, DeliveryOptions Delivery, TimeSpan Interval)
{
    /// <summary>Default of <see cref="Interval"/>.</summary>
    public static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(5);

    /// <summary>No channel.</summary>
    public static AlertSetup None { get; } = new([], Redactor.None, new DeliveryOptions(), DefaultInterval);

    /// <summary>What reports are taken with.</summary>
    public AlertOptions Options(Action<string> onProblem) => new() { Channels = [.. Channels.Select(c => c.Limit)], Redactor = Redactor, OnProblem = onProblem };

    /// <summary>A channel by name, each delivery tried again where what goes wrong may pass; null where there is none of that name.</summary>
    public IAlertChannel? Channel(string name, TimeProvider clock) =>
        Channels.Where(c => c.Limit.Channel == name).Select(c => new RetryingChannel(c.Make(clock), clock)).FirstOrDefault();

    /// <summary>Empties the outbox.</summary>
    public AlertDelivery DeliveryOf(AlertCenter center, IAlertStore store, TimeProvider clock) =>
        new(center, store, [.. Channels.Select(c => new RetryingChannel(c.Make(clock), clock))], Delivery, Redactor, clock);
}

/// <summary>A channel as configured.</summary>
/// <param name="Limit">Its name, and how much it is told.</param>
/// <param name="Type"><c>webhook</c>, <c>slack</c> or <c>email</c>.</param>
/// <param name="Make">Makes it.</param>
internal sealed record ChannelSetup(ChannelLimit Limit, string Type, Func<TimeProvider, IAlertChannel> Make);

namespace Larder.Alerts;

/// <summary>Empties the outbox. A server calls it again and again, <c>larder alerts send</c> once.</summary>
public interface IAlertDelivery
{
    /// <summary>Makes notices of what is due and sends all that can be sent now.</summary>
    /// <param name="hurries">Whether what waits to be told with others is due now.</param>
    /// <param name="cancellationToken">Stops it; what was being sent is sent again later.</param>
    /// <exception cref="Errors.UnavailableException">The store cannot be used.</exception>
    Task<DeliveryReport> SendAsync(bool hurries = false, CancellationToken cancellationToken = default);
}

/// <summary>What a pass over the outbox did.</summary>
/// <param name="Sent">Notices that channels took.</param>
/// <param name="Failures">What failed, one per channel: after it the channel is left alone until the next pass.</param>
public sealed record DeliveryReport(int Sent, IReadOnlyList<DeliveryFailure> Failures);

/// <summary>A notice that was not taken.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Key">The notice.</param>
/// <param name="Attempt">Which delivery.</param>
/// <param name="IsDead">Whether it is given up.</param>
/// <param name="Error">What went wrong, without any secret.</param>
public sealed record DeliveryFailure(string Channel, string Key, int Attempt, bool IsDead, string Error);

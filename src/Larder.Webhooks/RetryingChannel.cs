using Larder.Alerts;
using Larder.Errors;
using Polly;
using Polly.Retry;

namespace Larder.Webhooks;

/// <summary>A channel that is tried up to three times, half a second and a second apart with jitter, while what goes wrong may pass. What does not pass so fast waits in the outbox.</summary>
public sealed class RetryingChannel : IAlertChannel
{
    private const int Retries = 2;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly IAlertChannel _inner;
    private readonly ResiliencePipeline _pipeline;

    /// <summary>Wraps a channel.</summary>
    public RetryingChannel(IAlertChannel inner, TimeProvider clock)
    {
        _inner = inner;
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = Retries,
                BackoffType = DelayBackoffType.Exponential,
                Delay = Pause,
                UseJitter = true,
                ShouldHandle = new PredicateBuilder().Handle<UnavailableException>(failed => failed.IsTransient),
            })
            .Build();
    }

    /// <inheritdoc/>
    public string Name => _inner.Name;

    /// <inheritdoc/>
    public string Address => _inner.Address;

    /// <inheritdoc/>
    public Task SendAsync(Notice notice, CancellationToken cancellationToken = default) =>
        _pipeline.ExecuteAsync(async token => await _inner.SendAsync(notice, token).ConfigureAwait(false), cancellationToken).AsTask();
}

using Larder.Serving.Online;
using Larder.Types;

namespace Larder.Serving.Logging;

/// <summary>Gives the rows of a frame that was read to a log.</summary>
public static class FrameLogging
{
    /// <summary>Adds the rows whose entity, of several the first, is in the sample; rows without it never are.</summary>
    /// <param name="log">The log.</param>
    /// <param name="frame">A frame that was read.</param>
    /// <param name="at">The time asked for.</param>
    /// <param name="servedAt">Now.</param>
    /// <param name="model"><c>name@version</c> of the model it was read for; null for features alone.</param>
    public static void Add(this IServedLog log, FeatureFrame frame, Instant at, Instant servedAt, string? model = null)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(frame);
        if (frame.Plan.Served is not { } plan)
        {
            return;
        }

        for (var row = 0; row < frame.Count; row++)
        {
            if (frame.KeysOf(source: 0)[row] is { } key && log.Samples(key))
            {
                log.TryAdd(VectorOf(plan, frame, row, at, servedAt, model));
            }
        }
    }

    private static ServedVector VectorOf(ServedPlan plan, FeatureFrame frame, int row, Instant at, Instant servedAt, string? model)
    {
        var request = new FeatureValue[plan.Request.Count];
        for (var column = 0; column < request.Length; column++)
        {
            request[column] = frame.Request(row, column);
        }

        var values = new ServedValue[plan.Features.Count];
        for (var output = 0; output < values.Length; output++)
        {
            values[output] = new ServedValue(frame.Value(row, output), frame.Status(row, output), frame.EventTime(row, output));
        }

        var keys = frame.Plan.Plan.Keys.Columns.Select((column, i) => frame.Key(row, i)?.ToValue(column.Type) ?? FeatureValue.Null);
        return new ServedVector(plan, [.. keys], at, servedAt, model, request, values);
    }
}

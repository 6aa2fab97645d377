using System.Globalization;
using Larder.Serving.Online;
using Larder.Support;
using Larder.Types;

namespace Larder.Online;

/// <summary>Reads features and lays them out as text, one line per row and feature.</summary>
internal static class FrameAssertions
{
    /// <summary><c>view:feature = value STATUS event time</c> for each row.</summary>
    public static async Task<string[]> ReadAsync(this ShopWorld world, string[] features, Instant at, params string?[] customers)
    {
        using var frame = world.Reader.PlanOf(features).Rent();
        for (var row = 0; row < customers.Length; row++)
        {
            frame.SetKey(row, customers[row] is { } key ? EntityKey.From(key) : null);
        }

        await world.Reader.ReadAsync(frame, at);
        return [.. frame.Lines()];
    }

    public static IEnumerable<string> Lines(this FeatureFrame frame)
    {
        for (var row = 0; row < frame.Count; row++)
        {
            for (var output = 0; output < frame.Plan.Plan.Outputs.Count; output++)
            {
                var feature = frame.Plan.Plan.Outputs[output].Feature.Name;
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{row} {feature} = {frame.Value(row, output)} {frame.Status(row, output).WireName()} {frame.EventTime(row, output)}").TrimEnd();
            }
        }
    }
}

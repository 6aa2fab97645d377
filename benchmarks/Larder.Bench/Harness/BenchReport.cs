using System.Text.Json.Nodes;

namespace Larder.Bench.Harness;

/// <summary>The outcome of a benchmark, one JSON document.</summary>
internal sealed record BenchReport
{
    public required string Name { get; init; }

    /// <summary>Larder's figure.</summary>
    public required double Value { get; init; }

    public required string Unit { get; init; }

    /// <summary>What it is compared with: name, value, unit.</summary>
    public required (string Name, double Value, string Unit) Reference { get; init; }

    /// <summary>Value over the reference's value.</summary>
    public double Ratio => Value / Reference.Value;

    /// <summary>The target in words, and the number in it.</summary>
    public required (string Text, double Number) Target { get; init; }

    /// <summary>Whether all of the targets are reached.</summary>
    public required bool Pass { get; init; }

    /// <summary>Everything else: peak memory, rows, runs.</summary>
    public JsonObject Details { get; init; } = [];

    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["name"] = Name,
            ["value"] = Round(Value),
            ["unit"] = Unit,
            ["reference"] = new JsonObject { ["name"] = Reference.Name, ["value"] = Round(Reference.Value), ["unit"] = Reference.Unit },
            ["ratio"] = Round(Ratio),
            ["target"] = Target.Number,
            ["target_text"] = Target.Text,
            ["pass"] = Pass,
        };
        foreach (var (name, value) in Details)
        {
            json[name] = value?.DeepClone();
        }

        json["machine"] = Machine.Describe();
        return json;
    }

    private static double Round(double value) => Math.Round(value, value < 1000 ? 3 : 0);
}

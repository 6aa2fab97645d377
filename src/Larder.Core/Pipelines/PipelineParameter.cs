using System.Text.Json;
using System.Text.Json.Nodes;
using Larder.Errors;
using Larder.Types;

namespace Larder.Pipelines;

/// <summary>A value that a run may be given.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Default">Its value where a run is given none.</param>
/// <param name="IsValid">What the value must meet; null for nothing.</param>
/// <param name="Rule">The same in words.</param>
public sealed record PipelineParameter(string Name, Type Type, object? Default, Func<object?, bool>? IsValid, string? Rule)
{
    /// <summary>Reads a value that was given as JSON, or as bare text.</summary>
    /// <exception cref="InvalidInputException">It is not of the type, or not valid.</exception>
    public object? Read(string text, string pipeline)
    {
        object? value;
        try
        {
            value = Type == typeof(string) && !text.StartsWith('"') ? text : JsonSerializer.Deserialize(Type.IsEnum || (!IsBare(text) && !Type.IsPrimitive) ? Quoted(text) : text, Type, PipelineJson.Options);
        }
        catch (JsonException thrown)
        {
            throw new InvalidInputException($"Parameter '{Name}' of pipeline {pipeline} is '{text}', which is no {Type.Written()}; give a value such as {JsonSerializer.Serialize(Default, Type, PipelineJson.Options)}.", thrown);
        }

        Check(value, pipeline);
        return value;
    }

    /// <summary>A value as JSON.</summary>
    public JsonNode? Write(object? value) => JsonSerializer.SerializeToNode(value, Type, PipelineJson.Options);

    /// <exception cref="InvalidInputException">The value is not valid.</exception>
    internal void Check(object? value, string pipeline)
    {
        if (IsValid?.Invoke(value) == false)
        {
            throw new InvalidInputException($"Parameter '{Name}' of pipeline {pipeline} cannot be {JsonSerializer.Serialize(value, Type, PipelineJson.Options)}; give a value {Rule ?? "that its rule allows"}.");
        }
    }

    private static bool IsBare(string text) => text.Length > 0 && text[0] is '"' or '[' or '{';

    private static string Quoted(string text) => IsBare(text) ? text : JsonSerializer.Serialize(text);
}

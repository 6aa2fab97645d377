using System.Globalization;
using System.Text.Json;
using Larder.Errors;
using Larder.Types;

namespace Larder.Offline.Delta;

/// <summary>One action of a commit with the place it stands at, so that every complaint names table, version and line.</summary>
internal readonly struct LogAction(string table, long version, int line, string name, JsonElement json)
{
    private const long Limit = long.MaxValue / 1000;

    public InvalidInputException Damaged(string what) => DeltaErrors.Damaged(table, version, line, $"has an action '{name}' that {what}");

    public string Text(string member) => OptionalText(member) ?? throw Damaged($"lacks '{member}'");

    public string? OptionalText(string member) =>
        Find(member) is not { } value ? null : value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong(member, "text");

    /// <summary>A text, or null when the member is missing or something else.</summary>
    public string? LooseText(string member) => Find(member) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>A time in milliseconds, or null when the member is missing or something else.</summary>
    public Instant? LooseTime(string member) =>
        Find(member) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) && Math.Abs((double)number) < Limit ? new(number * 1000) : null;

    public long Number(string member) => OptionalNumber(member) ?? throw Damaged($"lacks '{member}'");

    public long? OptionalNumber(string member) =>
        Find(member) is not { } value ? null : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : throw Wrong(member, "an integer");

    public int Int32(string member)
    {
        var number = Number(member);
        return number is >= 0 and <= int.MaxValue ? (int)number : throw Wrong(member, "a version");
    }

    /// <summary>Milliseconds since 1970 as the log keeps them.</summary>
    public Instant? OptionalTime(string member)
    {
        return OptionalNumber(member) is not { } number ? null : number is >= -Limit and <= Limit ? new Instant(number * 1000) : throw Wrong(member, "a time");
    }

    public IReadOnlyList<string> Texts(string member)
    {
        if (Find(member) is not { } list)
        {
            return [];
        }

        return list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? [.. list.EnumerateArray().Select(item => item.GetString()!)]
            : throw Wrong(member, "a list of texts");
    }

    public IReadOnlyDictionary<string, string?> Map(string member)
    {
        var map = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        if (Find(member) is not { } value)
        {
            return map;
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            throw Wrong(member, "an object");
        }

        foreach (var entry in value.EnumerateObject())
        {
            map[entry.Name] = entry.Value.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.String => entry.Value.GetString(),
                _ => throw Wrong(member, "an object of texts"),
            };
        }

        return map;
    }

    /// <summary>The texts of an object by name; those of another shape are left out.</summary>
    public IReadOnlyDictionary<string, string> LooseTexts(string member) => Find(member) is { ValueKind: JsonValueKind.Object } value
        ? value.EnumerateObject().Where(e => e.Value.ValueKind == JsonValueKind.String).DistinctBy(e => e.Name).ToDictionary(e => e.Name, e => e.Value.GetString()!, StringComparer.Ordinal)
        : new Dictionary<string, string>();

    /// <summary>Identifies a deletion vector; null when the file has none.</summary>
    public string? DeletionVector()
    {
        if (Find("deletionVector") is not { ValueKind: JsonValueKind.Object } json)
        {
            return null;
        }

        var vector = new LogAction(table, version, line, name, json);
        return string.Create(CultureInfo.InvariantCulture, $"{vector.Text("storageType")}{vector.Text("pathOrInlineDv")}@{vector.OptionalNumber("offset")}");
    }

    private JsonElement? Find(string member) =>
        json.TryGetProperty(member, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;

    private InvalidInputException Wrong(string member, string kind) => Damaged($"has a '{member}' that is not {kind}");
}

using System.Globalization;
using System.Text.Json;
using Larder.Errors;
using Larder.Types;

namespace Larder.Offline.Delta;

/// <summary>One action of a commit or checkpoint with the place it stands at.</summary>
internal readonly struct LogAction(LogPlace place, int line, string name, JsonElement json)
{
    private const long Limit = long.MaxValue / 1000;
    private static readonly IReadOnlyDictionary<string, string?> Empty = new Dictionary<string, string?>(StringComparer.Ordinal);

    public InvalidInputException Damaged(string what) => place.Damaged(line, $"has an action '{name}' that {what}");

    public InvalidInputException Misplaced(string path) => place.Misplaced(line, name, path);

    public string Text(string member) => OptionalText(member) ?? throw Damaged($"lacks '{member}'");

    public string? OptionalText(string member) =>
        Find(member) is not { } value ? null : value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong(member, "text");

    /// <summary>A text, or null when the member is missing or something else.</summary>
    public string? LooseText(string member) => Find(member) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>A time in milliseconds, or null when the member is missing or something else.</summary>
    public Instant? LooseTime(string member) =>
        Find(member) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) && Math.Abs((double)number) < Limit ? new(number * 1000) : null;

    public bool? LooseBoolean(string member) => Find(member) is { ValueKind: JsonValueKind.True or JsonValueKind.False } value ? value.GetBoolean() : null;

    /// <summary>All members as texts: what is no text keeps its JSON form, nulls are left out.</summary>
    public IReadOnlyDictionary<string, string> LooseMap()
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in json.EnumerateObject())
        {
            if (entry.Value.ValueKind != JsonValueKind.Null)
            {
                map[entry.Name] = entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString()! : entry.Value.GetRawText();
            }
        }

        return map;
    }

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

    public bool? OptionalBoolean(string member) =>
        Find(member) is not { } value ? null : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Wrong(member, "true or false");

    /// <summary>A member that is an object, as an action of its own; null when it is missing or something else.</summary>
    public LogAction? LooseObject(string member) => Find(member) is { ValueKind: JsonValueKind.Object } value ? new LogAction(place, line, name, value) : null;

    public IReadOnlyList<string> Texts(string member)
    {
        if (Find(member) is not { } list)
        {
            return [];
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            throw Wrong(member, "a list of texts");
        }

        var texts = new List<string>();
        foreach (var item in list.EnumerateArray())
        {
            texts.Add(item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Wrong(member, "a list of texts"));
        }

        return texts;
    }

    /// <param name="member">An object of texts and nulls; empty where it is missing.</param>
    /// <param name="emptyIsNull">Whether an empty text counts as null.</param>
    public IReadOnlyDictionary<string, string?> Map(string member, bool emptyIsNull = false)
    {
        if (Find(member) is not { } value)
        {
            return Empty;
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            throw Wrong(member, "an object");
        }

        var map = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var entry in value.EnumerateObject())
        {
            map[entry.Name] = entry.Value.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.String => entry.Value.GetString() is { } text && !(emptyIsNull && text.Length == 0) ? text : null,
                _ => throw Wrong(member, "an object of texts"),
            };
        }

        return map;
    }

    /// <summary>Identifies a deletion vector; null when the file has none.</summary>
    public string? DeletionVector()
    {
        return LooseObject("deletionVector") is not { } vector ? null : string.Create(CultureInfo.InvariantCulture, $"{vector.Text("storageType")}{vector.Text("pathOrInlineDv")}@{vector.OptionalNumber("offset")}");
    }

    private JsonElement? Find(string member) =>
        json.TryGetProperty(member, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;

    private InvalidInputException Wrong(string member, string kind) => Damaged($"has a '{member}' that is not {kind}");
}

using System.Text.Json;
using Larder.Errors;
using Larder.Types;

namespace Larder.Server.Json;

/// <summary>Reads a request's outer object by hand: where its members lie, and the simple ones' values.</summary>
internal ref struct JsonRequest
{
    private readonly ReadOnlySpan<byte> _body;
    private readonly string _members;
    private Utf8JsonReader _reader;
    private ulong _seen;

    /// <param name="body">The request body.</param>
    /// <param name="members">The members the request has, for messages.</param>
    public JsonRequest(ReadOnlySpan<byte> body, string members)
    {
        _body = body;
        _members = members;
        _reader = new Utf8JsonReader(body);
        if (body.IsEmpty)
        {
            throw new InvalidInputException($"The request body is empty; send a JSON object with {members}.");
        }

        Read();
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            throw new InvalidInputException($"The request body is {JsonKind.Of(_reader.TokenType)}; send a JSON object with {members}.");
        }
    }

    /// <summary>Moves to the next member; false at the end of the body.</summary>
    public bool Next()
    {
        Read();
        if (_reader.TokenType == JsonTokenType.PropertyName)
        {
            return true;
        }

        try
        {
            _reader.Read();
        }
        catch (JsonException malformed)
        {
            throw Malformed(malformed);
        }

        return false;
    }

    /// <summary>Whether the member has this name; then the reader stands on its value. A member given twice is an error.</summary>
    public bool Is(ReadOnlySpan<byte> name, int number)
    {
        if (!_reader.ValueTextEquals(name))
        {
            return false;
        }

        var bit = 1UL << number;
        if ((_seen & bit) != 0)
        {
            throw new InvalidInputException($"The request has '{_reader.GetString()}' twice; send it once.");
        }

        _seen |= bit;
        Read();
        return true;
    }

    /// <summary>The bytes of the member's value, checked to be JSON.</summary>
    public Range Value()
    {
        var start = (int)_reader.TokenStartIndex;
        try
        {
            _reader.Skip();
        }
        catch (JsonException malformed)
        {
            throw Malformed(malformed);
        }

        return start..(int)_reader.BytesConsumed;
    }

    /// <summary>The bytes of the member's value, which must be a list.</summary>
    public Range List(string name) => _reader.TokenType == JsonTokenType.StartArray ? Value() : throw Wrong(name, "a list");

    /// <summary>The bytes of the member's value, which must be text.</summary>
    public Range TextValue(string name) => _reader.TokenType == JsonTokenType.String ? Value() : throw Wrong(name, "text");

    public readonly bool IsNull => _reader.TokenType == JsonTokenType.Null;

    public readonly bool Boolean(string name) => _reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw Wrong(name, "true or false"),
    };

    public readonly string Text(string name) => _reader.TokenType == JsonTokenType.String ? JsonText.Of(in _reader, name) : throw Wrong(name, "text");

    public readonly int Whole(string name) =>
        _reader.TokenType == JsonTokenType.Number && _reader.TryGetInt32(out var number) ? number : throw Wrong(name, "a whole number of 32 bits");

    public readonly Instant Time(string name)
    {
        var text = Text(name);
        return InstantText.TryParse(text, out var time)
            ? time
            : throw new InvalidInputException($"{name} is '{text}', which is no time; send RFC 3339 text such as \"2024-03-10T12:00:00Z\".");
    }

    public readonly InvalidInputException Unknown() => new($"The request has no member '{JsonText.Of(in _reader, "a member's name")}'; it has {_members}.");

    private readonly InvalidInputException Wrong(string name, string wanted) => new($"{name} is {JsonKind.Of(_reader.TokenType)}; send {wanted}.");

    private void Read()
    {
        try
        {
            _reader.Read();
        }
        catch (JsonException malformed)
        {
            throw Malformed(malformed);
        }
    }

    private readonly InvalidInputException Malformed(JsonException malformed)
    {
        var start = 0;
        for (var line = malformed.LineNumber ?? 0; line > 0; line--)
        {
            start += _body[start..].IndexOf((byte)'\n') + 1;
        }

        return new InvalidInputException($"The request body is not valid JSON at byte {start + malformed.BytePositionInLine}; send a JSON object with {_members}.", malformed);
    }
}

using Larder.Errors;

namespace Larder.Ingestion;

/// <summary>Whether a JSON file is an array or has an object a line, and whether an array has an end: the engine takes one that is cut off between two objects.</summary>
/// <param name="path">The file, for messages.</param>
internal sealed class JsonScan(string path) : TextScan
{
    private long _position;
    private int _marked;
    private byte _first;
    private byte _last;

    /// <summary>The byte order mark of UTF-8, which the engine does not take before lines of JSON.</summary>
    public static ReadOnlySpan<byte> Mark => "\uFEFF"u8;

    /// <summary>Whether all rows are in one array.</summary>
    public bool IsArray => _first == '[';

    /// <summary>Whether the file begins with <see cref="Mark"/>.</summary>
    public bool HasMark => _marked == Mark.Length;

    public override bool NeedsCopy => HasMark;

    public override void Add(ReadOnlySpan<byte> bytes)
    {
        while (_position < Mark.Length && bytes.Length > 0 && bytes[0] == Mark[(int)_position])
        {
            bytes = bytes[1..];
            _position++;
            _marked++;
        }

        _position += bytes.Length;
        var text = bytes.Trim(" \t\r\n"u8);
        if (text.Length > 0)
        {
            _first = _first == 0 ? text[0] : _first;
            _last = text[^1];
        }
    }

    public override void End()
    {
        if (IsArray && _last != ']')
        {
            throw new InvalidInputException($"The input {path} is cut off: its JSON array has no end. Nothing was stored; fetch it again.");
        }
    }
}

using System.Globalization;
using Larder.Errors;

namespace Larder.Storage;

/// <summary>One version of an offline table, as training sets and materializations record it: <c>order_lines@3</c>.</summary>
/// <param name="Table">The table, which has its source's name.</param>
/// <param name="Version">The version, from 0.</param>
public readonly record struct TableVersion(string Table, long Version)
{
    /// <summary>Reads the recorded form.</summary>
    /// <exception cref="InvalidInputException">The text is no table version.</exception>
    public static TableVersion Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var at = text.LastIndexOf('@');
        return at > 0 && long.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? new TableVersion(text[..at], version)
            : throw new InvalidInputException($"'{text}' is no table version such as order_lines@3; the record it comes from is damaged, restore it from a backup.");
    }

    /// <summary>The recorded form.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Table}@{Version}");
}

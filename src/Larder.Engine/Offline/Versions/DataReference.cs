using System.Globalization;
using Larder.Errors;
using Larder.Types;

namespace Larder.Offline.Versions;

/// <summary>What a command names: <c>order_lines</c> for the newest version of a table, for a saved dataset or a training set, <c>order_lines@3</c>, or <c>order_lines@2026-11-30T00:00:00Z</c>.</summary>
/// <param name="Name">The table, the saved dataset, or the version of a training set or the beginning of it.</param>
/// <param name="Version">The version; null where none is given.</param>
/// <param name="At">The time at which the version was the newest; null where none is given.</param>
public sealed record DataReference(string Name, long? Version, Instant? At)
{
    /// <summary>Reads the form that people write.</summary>
    /// <exception cref="InvalidInputException">What stands behind the @ is neither a number nor a time.</exception>
    public static DataReference Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at < 0)
        {
            return new(text, null, null);
        }

        var (name, which) = (text[..at], text[(at + 1)..]);
        return long.TryParse(which, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? new(name, version, null)
            : Instant.TryParse(which, out var time) ? new(name, null, time)
            : throw new InvalidInputException($"'{text}' names no version: behind the @ stands a number or a time, as in order_lines@3 and order_lines@2026-11-30T00:00:00Z.");
    }
}

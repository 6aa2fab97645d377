using System.Globalization;
using Larder.Catalog;
using Larder.Errors;
using Larder.Types;

namespace Larder.Cli.Commands;

/// <summary>Request data given as <c>column=value</c>.</summary>
internal static class RequestArguments
{
    /// <summary>Reads them by the columns there are.</summary>
    /// <exception cref="InvalidInputException">A column is unknown, given twice or missing, or a value is of another type.</exception>
    public static IReadOnlyDictionary<string, FeatureValue> Read(IReadOnlyList<RequestColumn> columns, IReadOnlyList<string> arguments)
    {
        var values = new Dictionary<string, FeatureValue>(StringComparer.Ordinal);
        foreach (var argument in arguments)
        {
            var (name, text) = Split(argument);
            var column = columns.FirstOrDefault(c => c.Name == name)
                ?? throw new InvalidInputException($"--request has a column '{name}', which is not needed; {Needed(columns)}.");
            if (!TryParse(text, column.Type, out var value))
            {
                throw new InvalidInputException(column.Type.IsComposite()
                    ? $"--request cannot give {name}, which is {column.Type.Name()}: only single values can be given on the command line."
                    : $"--request cannot give '{text}' for {name}, which is {column.Type.Name()}.");
            }

            if (!values.TryAdd(name, value))
            {
                throw new InvalidInputException($"--request has the column {name} twice; give it once.");
            }
        }

        return columns.FirstOrDefault(c => !c.IsNullable && !values.ContainsKey(c.Name)) is { } missing
            ? throw new InvalidInputException($"--request has no column {missing.Name}; {Needed(columns)}.")
            : values;
    }

    /// <summary>Reads a single value of a type.</summary>
    public static bool TryParse(string text, ColumnType type, out FeatureValue value)
    {
        var (read, parsed) = type switch
        {
            ColumnType.String => (true, FeatureValue.From(text)),
            ColumnType.Boolean => (bool.TryParse(text, out var b), FeatureValue.From(b)),
            ColumnType.Int32 => (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var i), FeatureValue.From(i)),
            ColumnType.Int64 => (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var l), FeatureValue.From(l)),
            ColumnType.Float32 => (float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var f), FeatureValue.From(f)),
            ColumnType.Float64 => (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var d), FeatureValue.From(d)),
            ColumnType.Timestamp => (Instant.TryParse(text, out var t), FeatureValue.From(t)),
            _ => (false, FeatureValue.Null),
        };
        value = parsed;
        return read;
    }

    private static (string Name, string Text) Split(string argument)
    {
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            ? (argument[..equals], argument[(equals + 1)..])
            : throw new InvalidInputException($"--request cannot be '{argument}'; write column=value, such as basket_value=12.5.");
    }

    private static string Needed(IReadOnlyList<RequestColumn> columns) => columns.Count == 0
        ? "the feature takes no request data"
        : $"the feature takes {string.Join(", ", columns.Select(c => $"{c.Name} ({c.Type.Name()}{(c.IsNullable ? ", optional" : string.Empty)})"))}";
}

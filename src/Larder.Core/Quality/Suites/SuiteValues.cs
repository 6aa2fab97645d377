using System.Globalization;
using Larder.Types;

namespace Larder.Quality.Suites;

/// <summary>Values of columns as they stand in a suite's file: what a text means is for the column's type to say.</summary>
internal static class SuiteValues
{
    private const NumberStyles Whole = NumberStyles.AllowLeadingSign;

    /// <summary>Reads a value of a type; null where it is none.</summary>
    public static FeatureValue? Read(SuiteScalar scalar, ColumnType type) => (type, scalar.Text) switch
    {
        _ when scalar.IsNull => null,
        (ColumnType.String, var text) => FeatureValue.From(text),
        (ColumnType.Boolean, "true") => FeatureValue.From(true),
        (ColumnType.Boolean, "false") => FeatureValue.From(false),
        (ColumnType.Int32, var text) when int.TryParse(text, Whole, CultureInfo.InvariantCulture, out var number) => FeatureValue.From(number),
        (ColumnType.Int64, var text) when long.TryParse(text, Whole, CultureInfo.InvariantCulture, out var number) => FeatureValue.From(number),
        (ColumnType.Float32, var text) when float.TryParse(Infinite(text), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => FeatureValue.From(number),
        (ColumnType.Float64, var text) when double.TryParse(Infinite(text), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => FeatureValue.From(number),
        (ColumnType.Timestamp, var text) when Instant.TryParse(text, out var instant) => FeatureValue.From(instant),
        _ => null,
    };

    /// <summary>A value as it is read again.</summary>
    public static SuiteScalar Write(FeatureValue value) => value.Type switch
    {
        ColumnType.String => new(value.AsString()!, IsQuoted: true),
        ColumnType.Float32 or ColumnType.Float64 when double.IsInfinity(value.ToNumber()!.Value) => new(value.ToNumber() > 0 ? ".inf" : "-.inf"),
        _ => new(value.ToString()),
    };

    /// <summary>What values of a type look like, for messages.</summary>
    public static string Form(ColumnType type) => type switch
    {
        ColumnType.String => "a text",
        ColumnType.Boolean => "true or false",
        ColumnType.Int32 => "a whole number of 32 bits",
        ColumnType.Int64 => "a whole number",
        ColumnType.Timestamp => "a time such as 2011-12-09T12:50:00Z",
        _ => "a number",
    };

    private static string Infinite(string text) => text switch { ".inf" => "Infinity", "-.inf" => "-Infinity", _ => text };
}

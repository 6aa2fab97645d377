using System.Globalization;
using Larder.Errors;
using Larder.Types;

namespace Larder.Offline.Delta;

/// <summary>The text form of partition values.</summary>
internal static class PartitionValues
{
    public static void RequireComplete(string table, IReadOnlyList<string> columns, IReadOnlyList<DeltaFile> files)
    {
        foreach (var file in files)
        {
            foreach (var column in columns)
            {
                if (!file.PartitionValues.ContainsKey(column))
                {
                    throw new InvalidInputException(
                        $"Version {file.AddedIn} of the Delta table '{table}' is damaged: file '{file.Path}' has no value for partition column '{column}'. "
                        + "Write the table anew with the tool that wrote it.");
                }
            }
        }
    }

    /// <summary>The values of a new file.</summary>
    public static IReadOnlyDictionary<string, string?> Check(string table, DeltaSnapshot snapshot, DeltaNewFile file)
    {
        if (file.PartitionValues.Count != snapshot.PartitionColumns.Count || !snapshot.PartitionColumns.All(file.PartitionValues.ContainsKey))
        {
            throw new InvalidInputException(
                $"File '{file.Path}' of the append to the Delta table '{table}' has values for the partition columns "
                + $"[{string.Join(", ", file.PartitionValues.Keys.Order(StringComparer.Ordinal))}], not [{string.Join(", ", snapshot.PartitionColumns)}]. "
                + "Give exactly one value for each; null is a value.");
        }

        return snapshot.PartitionColumns.ToDictionary(column => column, column => Check(table, snapshot, file, column), StringComparer.Ordinal);
    }

    private static string? Check(string table, DeltaSnapshot snapshot, DeltaNewFile file, string column)
    {
        var value = file.PartitionValues[column];
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        var type = snapshot.Schema.Find(column)!.Type;
        return IsValid(type.Name, value)
            ? value
            : throw new InvalidInputException(
                $"File '{file.Path}' of the append to the Delta table '{table}' has the value '{value}' for partition column '{column}', which is no {type}. "
                + "Give it in the protocol's text form.");
    }

    private static bool IsValid(string type, string value) => type switch
    {
        "integer" => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        "long" => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        "float" or "double" => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _),
        "boolean" => value is "true" or "false",
        "date" => DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "timestamp" => Instant.TryParse(value, out _),
        _ => Texts.IsWellFormed(value),
    };
}

using System.Buffers;
using Larder.Errors;

namespace Larder.Offline.Delta;

/// <summary>What Larder lets a new table be, and how an existing one differs from it.</summary>
internal static class SchemaCheck
{
    // Without column mapping, which readers of version 1 do not know, these cannot be in a Parquet column name.
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(" ,;{}()\n\t=");

    public static void RequireCreatable(string table, DeltaSchema schema, IReadOnlyList<string> partitionColumns)
    {
        var names = schema.Fields.Select(field => field.Name).ToArray();
        var problem =
            names.Length == 0 ? "has no columns"
            : names.FirstOrDefault(name => name.Length == 0 || name.AsSpan().IndexOfAny(Forbidden) >= 0 || !Texts.IsWellFormed(name)) is { } bad
                ? $"has a column named '{bad}', but names must not be empty or contain blanks or any of ,;{{}}()="
            : Twice(names, StringComparer.OrdinalIgnoreCase) is { } twice ? $"has two columns named '{twice}' (letter case does not count)"
            : schema.Fields.FirstOrDefault(field => !field.Type.IsWritable) is { } odd ? $"has the column '{odd.Name}' of type {odd.Type}, which Larder does not write"
            : partitionColumns.FirstOrDefault(column => schema.Find(column) is null) is { } unknown ? $"has no column '{unknown}' to partition by"
            : Twice(partitionColumns, StringComparer.Ordinal) is { } again ? $"is partitioned by '{again}' twice"
            : partitionColumns.Count == names.Length ? "is partitioned by all its columns, which leaves none for the data files"
            : null;
        if (problem is not null)
        {
            throw new InvalidInputException($"The Delta table '{table}' cannot be created: its schema {problem}. Correct the schema.");
        }
    }

    public static void RequireSame(string table, DeltaSnapshot existing, DeltaSchema schema, IReadOnlyList<string> partitionColumns)
    {
        var differences = Differences(existing.Schema, schema).ToList();
        if (!existing.PartitionColumns.SequenceEqual(partitionColumns, StringComparer.Ordinal))
        {
            differences.Add($"it is partitioned by [{string.Join(", ", existing.PartitionColumns)}], not [{string.Join(", ", partitionColumns)}]");
        }

        if (differences.Count > 0)
        {
            throw new ConflictException(
                $"The Delta table '{table}' exists with another schema: {string.Join("; ", differences)}. Use its schema, or create the table in another folder.");
        }
    }

    private static IEnumerable<string> Differences(DeltaSchema existing, DeltaSchema wanted)
    {
        foreach (var field in wanted.Fields)
        {
            var found = existing.Find(field.Name);
            if (found is null)
            {
                yield return $"it has no column '{field.Name}' ({Describe(field)})";
            }
            else if (found != field)
            {
                yield return $"column '{field.Name}' is {Describe(found)}, not {Describe(field)}";
            }
        }

        foreach (var field in existing.Fields.Where(field => wanted.Find(field.Name) is null))
        {
            yield return $"it has the column '{field.Name}' ({Describe(field)})";
        }

        var names = wanted.Fields.Select(field => field.Name).ToArray();
        if (existing.Fields.Count == names.Length && existing.Fields.All(field => names.Contains(field.Name, StringComparer.Ordinal))
            && !existing.Fields.Select(field => field.Name).SequenceEqual(names, StringComparer.Ordinal))
        {
            yield return $"its columns are in the order {string.Join(", ", existing.Fields.Select(field => field.Name))}";
        }
    }

    private static string Describe(DeltaField field) =>
        field.Type.Name + (field.Nullable ? "" : " not null") + (string.Equals(field.Metadata, "{}", StringComparison.Ordinal) ? "" : $" with metadata {field.Metadata}");

    private static string? Twice(IEnumerable<string> names, StringComparer comparer) =>
        names.GroupBy(name => name, comparer).FirstOrDefault(group => group.Count() > 1)?.Key;
}

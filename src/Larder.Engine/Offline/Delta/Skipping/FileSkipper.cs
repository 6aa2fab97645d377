using System.Text;
using System.Text.Json;
using Larder.Types;

namespace Larder.Offline.Delta;

/// <summary>The files of a scan.</summary>
/// <param name="Files">Those that may hold rows, in their order.</param>
/// <param name="Skipped">How many cannot.</param>
internal sealed record SkippedFiles(IReadOnlyList<DeltaFile> Files, int Skipped);

/// <summary>
/// Leaves out files that cannot hold a row that fulfils all conditions, by their partition values and their statistics. What is unknown is read: leaving files out never changes rows.
/// </summary>
internal static class FileSkipper
{
    public static SkippedFiles Skip(DeltaSnapshot snapshot, IReadOnlyList<DeltaFile> files, IReadOnlyList<DeltaCondition> conditions)
    {
        var known = conditions.Select(condition => (Condition: condition, snapshot.Schema.Find(condition.Column)?.Type)).Where(pair => pair.Type is not null)
            .Select(pair => (pair.Condition, Type: pair.Type!.Value, IsPartition: snapshot.PartitionColumns.Contains(pair.Condition.Column, StringComparer.Ordinal))).ToArray();
        var left = known.Length == 0 ? files : [.. files.Where(file => MayHold(file, known))];
        return new(left, files.Count - left.Count);
    }

    private static bool MayHold(DeltaFile file, (DeltaCondition Condition, DeltaType Type, bool IsPartition)[] conditions)
    {
        if (conditions.Any(c => c.Condition.Constant.IsNull))
        {
            return false;
        }

        if (!conditions.Where(c => c.IsPartition).All(c => MayFulfil(c.Condition, c.Type, Partition(file, c.Condition.Column, c.Type))))
        {
            return false;
        }

        var ofColumns = conditions.Where(c => !c.IsPartition).ToArray();
        if (file.Stats.IsEmpty || ofColumns.Length == 0)
        {
            return true;
        }

        using var stats = JsonDocument.Parse(file.Stats);
        return stats.RootElement.ValueKind != JsonValueKind.Object
            || ofColumns.All(c => MayFulfil(c.Condition, c.Type, ColumnBounds.Read(stats.RootElement, c.Condition.Column, c.Type)));
    }

    private static ColumnBounds Partition(DeltaFile file, string column, DeltaType type)
    {
        var text = file.PartitionValues[column];
        var value = text is null ? FeatureValue.Null : ConstantReader.Read(text, type);
        return text is null ? ColumnBounds.Unknown with { IsAllNull = true } : new(value, value, false, false);
    }

    private static bool MayFulfil(DeltaCondition condition, DeltaType type, ColumnBounds bounds)
    {
        if (bounds.IsAllNull)
        {
            return false;
        }

        var constant = ConstantReader.Read(condition.Constant, type);
        if (constant.IsNull)
        {
            return true;
        }

        // NaN is above all bounds and in none: a file may hold it whatever its maximum.
        var hasNaN = type == DeltaType.Float || type == DeltaType.Double;
        var isNaN = hasNaN && double.IsNaN(constant.AsFloat64());
        var isBelowAll = !bounds.Min.IsNull && Compare(constant, bounds.Min) < 0;
        var isLeast = !bounds.Min.IsNull && Compare(constant, bounds.Min) == 0;
        var isAboveAll = !bounds.Max.IsNull && !isNaN && Compare(constant, bounds.Max) > 0
            && !(bounds.IsMaxPrefix && constant.AsString()!.StartsWith(bounds.Max.AsString()!, StringComparison.Ordinal));
        var isGreatest = !bounds.Max.IsNull && !bounds.IsMaxPrefix && Compare(constant, bounds.Max) == 0;
        return condition.Comparison switch
        {
            DeltaComparison.Equal => !isBelowAll && !isAboveAll,
            DeltaComparison.Less => !isBelowAll && !isLeast,
            DeltaComparison.LessOrEqual => !isBelowAll,
            DeltaComparison.Greater => hasNaN || (!isAboveAll && !isGreatest),
            _ => hasNaN || !isAboveAll,
        };
    }

    /// <summary>Texts are ordered by their bytes, as the engine and other writers order them; numbers so that NaN is the greatest.</summary>
    private static int Compare(FeatureValue left, FeatureValue right) => left.Type switch
    {
        ColumnType.String => Encoding.UTF8.GetBytes(left.AsString()!).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right.AsString()!)),
        ColumnType.Float64 => double.IsNaN(left.AsFloat64()) ? (double.IsNaN(right.AsFloat64()) ? 0 : 1) : left.AsFloat64() < right.AsFloat64() ? -1 : left.AsFloat64() > right.AsFloat64() ? 1 : 0,
        _ => left.Bits.CompareTo(right.Bits),
    };
}

using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Larder.Errors;
using Larder.Types;

namespace Larder.Offline.Delta;

/// <summary>
/// The statistics of a file as the protocol's JSON. A bound must hold for every row or be left out: long texts are cut and the maximum
/// raised above whatever was cut off; timestamps go to the millisecond below or above; NaN and infinities have no bound.
/// </summary>
internal static class StatsWriter
{
    private const int TextLimit = 32;
    private const string AboveAll = "\U0010FFFF";

    public static ReadOnlyMemory<byte> Write(string table, DeltaSnapshot snapshot, DeltaNewFile file)
    {
        foreach (var column in file.Columns)
        {
            Check(table, snapshot, file, column);
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, ActionLines.Options))
        {
            json.WriteStartObject();
            json.WriteNumber("numRecords", file.Rows);
            if (file.Columns.Count > 0)
            {
                Bounds(json, "minValues", file.Columns, column => column.Min, isMax: false);
                Bounds(json, "maxValues", file.Columns, column => column.Max, isMax: true);
                json.WriteStartObject("nullCount");
                foreach (var column in file.Columns.Where(column => column.NullCount is not null))
                {
                    json.WriteNumber(column.Column, column.NullCount!.Value);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void Bounds(Utf8JsonWriter json, string name, IReadOnlyList<DeltaColumnStats> columns, Func<DeltaColumnStats, FeatureValue> value, bool isMax)
    {
        json.WriteStartObject(name);
        foreach (var column in columns)
        {
            Bound(json, column.Column, value(column), isMax);
        }

        json.WriteEndObject();
    }

    private static void Bound(Utf8JsonWriter json, string column, FeatureValue value, bool isMax)
    {
        switch (value.Type)
        {
            case ColumnType.Int32 or ColumnType.Int64:
                json.WriteNumber(column, value.Bits);
                break;
            // Readers that tell the two zeros apart find both within the bounds.
            case ColumnType.Float32 when value.AsFloat32() == 0:
            case ColumnType.Float64 when value.AsFloat64() == 0:
                json.WritePropertyName(column);
                json.WriteRawValue(isMax ? "0.0" : "-0.0");
                break;
            case ColumnType.Float32 when float.IsFinite(value.AsFloat32()):
                json.WriteNumber(column, value.AsFloat32());
                break;
            case ColumnType.Float64 when double.IsFinite(value.AsFloat64()):
                json.WriteNumber(column, value.AsFloat64());
                break;
            case ColumnType.String when Cut(value.AsString()!, isMax) is { } text:
                json.WriteString(column, text);
                break;
            case ColumnType.Timestamp when Time(value.Bits, isMax) is { } time:
                json.WriteString(column, time);
                break;
        }
    }

    private static string? Cut(string text, bool isMax)
    {
        var prefix = Texts.IsWellFormed(text) ? Texts.Prefix(text, TextLimit) : null;
        if (prefix is null || prefix.Length == text.Length || !isMax)
        {
            return prefix;
        }

        var rest = text.AsSpan(prefix.Length);
        return rest.SequenceEqual(AboveAll) ? text : rest.StartsWith(AboveAll, StringComparison.Ordinal) ? null : prefix + AboveAll;
    }

    private static string? Time(long microseconds, bool isMax)
    {
        var milliseconds = (microseconds / 1000) + (microseconds % 1000) switch
        {
            > 0 when isMax => 1,
            < 0 when !isMax => -1,
            _ => 0,
        };
        var last = Instant.From(DateTime.MaxValue).Microseconds / 1000;
        return milliseconds >= Instant.From(DateTime.MinValue).Microseconds / 1000 && milliseconds <= last
            ? new Instant(milliseconds * 1000).ToDateTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
            : null;
    }

    private static void Check(string table, DeltaSnapshot snapshot, DeltaNewFile file, DeltaColumnStats stats)
    {
        var type = snapshot.PartitionColumns.Contains(stats.Column, StringComparer.Ordinal) ? null : snapshot.Schema.Find(stats.Column)?.Type;
        var problem = type is not { } known ? "which is no data column of the table"
            : Array.Find([stats.Min, stats.Max], value => !Fits(known, value)) is { IsNull: false } wrong ? $"a bound of type {wrong.Type.Name()} for a column of type {known}"
            : stats.NullCount is < 0 || stats.NullCount > file.Rows ? $"a null count of {stats.NullCount} for {file.Rows} rows"
            : file.Columns.Count(other => string.Equals(other.Column, stats.Column, StringComparison.Ordinal)) > 1 ? "given twice"
            : null;
        if (problem is not null)
        {
            throw new InvalidInputException(
                $"File '{file.Path}' of the append to the Delta table '{table}' has statistics of column '{stats.Column}', {problem}. Correct them, or leave them out.");
        }
    }

    private static bool Fits(DeltaType type, FeatureValue value) =>
        value.IsNull || type == (type == DeltaType.Date && value.Type == ColumnType.String ? DeltaType.Date : DeltaType.Of(value.Type));
}

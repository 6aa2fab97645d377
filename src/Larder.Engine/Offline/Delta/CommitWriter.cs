using System.Globalization;
using System.Text.Json;
using Larder.Storage;
using Larder.Types;

namespace Larder.Offline.Delta;

/// <summary>Writes the content of commit files.</summary>
internal static class CommitWriter
{
    /// <summary>Version 0 of a table.</summary>
    public static ReadOnlyMemory<byte> Create(string table, string id, DeltaSchema schema, IReadOnlyList<string> partitionColumns, Instant now)
    {
        var nothing = new Dictionary<string, string?>(StringComparer.Ordinal);
        var commit = new ActionLines();
        Info(commit, "CREATE TABLE", [("partitionBy", Array(partitionColumns))], [], isBlindAppend: true, null, now);
        commit.Protocol(DeltaProtocol.Plain);
        commit.Metadata(new(id, null, null, "parquet", nothing, schema.Json, partitionColumns, nothing, now, new(table, 0), 0));
        return commit.Written;
    }

    /// <summary>A change of a version: what it removes, then what it adds, so that a commit cut off at a line's end lacks a file it promises.</summary>
    public static ReadOnlyMemory<byte> Write(PlannedChange planned, Instant now)
    {
        var (change, before) = (planned.Change, planned.Before);
        var commit = new ActionLines();
        Info(commit, change.Operation, change.Parameters(before), Metrics(planned.Adds, planned.Removes), planned.IsBlindAppend, change.UserMetadata, now);
        if (change.Schema is { } schema && schema.Json != before.Schema.Json)
        {
            commit.Metadata(before.Metadata with { SchemaString = schema.Json });
        }

        if (change.Transaction is { } transaction)
        {
            commit.Transaction(transaction.AppId, transaction.Version, now);
        }

        foreach (var file in planned.Removes)
        {
            commit.Remove(new(new(file.Path, null), now, file.PartitionValues, file.Size), change.DataChange);
        }

        Add(commit, planned.Adds, change.DataChange);
        return commit.Written;
    }

    /// <summary>A version of a table as the only one of another.</summary>
    /// <param name="snapshot">The version.</param>
    /// <param name="files">Its files, as the other table has them.</param>
    /// <param name="source">What the history says that it was.</param>
    /// <param name="time">When the version was committed.</param>
    public static ReadOnlyMemory<byte> Clone(DeltaSnapshot snapshot, IReadOnlyList<DeltaFile> files, TableVersion source, Instant time)
    {
        var commit = new ActionLines();
        Info(commit, "CLONE", [("source", source.Table), ("sourceVersion", Text(source.Version))], Metrics(files, []), isBlindAppend: false, null, time);
        commit.Protocol(snapshot.Protocol);
        commit.Metadata(snapshot.Metadata);
        Add(commit, files, dataChange: true);
        return commit.Written;
    }

    private static void Add(ActionLines commit, IReadOnlyList<DeltaFile> files, bool dataChange)
    {
        foreach (var file in files)
        {
            commit.Add(file, dataChange, file.Tags.Count == 0 ? null : json => ActionLines.Map(json, "tags", file.Tags));
        }
    }

    /// <summary>Operation parameters are texts, also where they hold a list: that is what other engines' history views expect.</summary>
    public static string Array(IEnumerable<string> texts) => "[" + string.Join(',', texts.Select(text => JsonSerializer.Serialize(text))) + "]";

    private static IEnumerable<(string Name, string Value)> Metrics(IReadOnlyList<DeltaFile> adds, IReadOnlyList<DeltaFile> removes)
    {
        yield return ("numFiles", Text(adds.Count));
        if (removes.Count > 0)
        {
            yield return ("numRemovedFiles", Text(removes.Count));
        }

        yield return ("numOutputRows", Text(adds.Sum(file => file.Rows ?? 0)));
        yield return ("numOutputBytes", Text(adds.Sum(file => file.Size)));
    }

    private static void Info(
        ActionLines commit,
        string operation,
        IEnumerable<(string Name, string Value)> parameters,
        IEnumerable<(string Name, string Value)> metrics,
        bool isBlindAppend,
        string? userMetadata,
        Instant now) => commit.Line("commitInfo", json =>
        {
            json.WriteNumber("timestamp", ActionLines.Milliseconds(now));
            json.WriteString("operation", operation);
            Texts(json, "operationParameters", parameters);
            json.WriteBoolean("isBlindAppend", isBlindAppend);
            if (metrics.Any())
            {
                Texts(json, "operationMetrics", metrics);
            }

            json.WriteString("engineInfo", ActionLines.Engine);
            if (userMetadata is not null)
            {
                json.WriteString("userMetadata", userMetadata);
            }
        });

    private static void Texts(Utf8JsonWriter json, string name, IEnumerable<(string Name, string Value)> texts)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in texts)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

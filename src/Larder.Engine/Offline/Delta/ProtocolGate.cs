namespace Larder.Offline.Delta;

/// <summary>Refuses what Larder does not understand yet, by the name of the feature, before any row could be misread or any rule of a writer broken.</summary>
internal static class ProtocolGate
{
    private const string MappingMode = "delta.columnMapping.mode";
    private const string AppendOnly = "delta.appendOnly";
    private const int MappingFrom = 2;

    /// <summary>Features that change nothing for a reader that reads values as DuckDB does and deletes no files by itself.</summary>
    private static readonly HashSet<string> Readable = new(StringComparer.Ordinal) { "timestampNtz", "vacuumProtocolCheck" };

    /// <summary>Features whose rules are kept here: what is append-only stays so, and columns with invariants are refused.</summary>
    private static readonly HashSet<string> Writable = new(StringComparer.Ordinal) { "appendOnly", "invariants", "timestampNtz", "vacuumProtocolCheck" };

    public static void RequireReadable(string table, DeltaProtocol protocol, IReadOnlyDictionary<string, string?> configuration, bool hasDeletionVectors)
    {
        if (protocol.ReaderFeatures.Where(feature => !Readable.Contains(feature)).ToArray() is { Length: > 0 } unknown)
        {
            throw DeltaErrors.Unreadable(table, $"the table features {Names(unknown)} (reader version {protocol.MinReaderVersion})");
        }

        if (configuration.TryGetValue(MappingMode, out var mode) && mode is not (null or "none"))
        {
            throw DeltaErrors.Unreadable(table, $"column mapping (mode {mode}, reader version {protocol.MinReaderVersion})");
        }

        // Version 2 brought column mapping and nothing else.
        if (protocol.MinReaderVersion is not (1 or MappingFrom or DeltaProtocol.ReaderFeaturesFrom))
        {
            throw DeltaErrors.Unreadable(table, $"reader version {protocol.MinReaderVersion}");
        }

        if (hasDeletionVectors)
        {
            throw DeltaErrors.Unreadable(table, "deletion vectors");
        }
    }

    /// <summary>Whether Larder may change the table.</summary>
    /// <param name="table">The table's folder.</param>
    /// <param name="snapshot">The version to be changed.</param>
    /// <param name="removesRows">Whether rows go.</param>
    public static void RequireWritable(string table, DeltaSnapshot snapshot, bool removesRows)
    {
        var protocol = snapshot.Protocol;
        if (protocol.WriterFeatures.Where(feature => !Writable.Contains(feature)).ToArray() is { Length: > 0 } unknown)
        {
            throw DeltaErrors.Unwritable(table, $"the table features {Names(unknown)} (writer version {protocol.MinWriterVersion})");
        }

        if (protocol.MinWriterVersion > DeltaProtocol.Plain.MinWriterVersion && protocol.MinWriterVersion != DeltaProtocol.WriterFeaturesFrom)
        {
            throw DeltaErrors.Unwritable(table, $"writer version {protocol.MinWriterVersion}");
        }

        if (removesRows && snapshot.Configuration.TryGetValue(AppendOnly, out var only) && only == "true")
        {
            throw new Errors.ConflictException(
                $"The Delta table '{table}' is append-only (property {AppendOnly}), so no rows can be removed from it or replaced. Append, or set the property to false with the tool that set it.");
        }

        if (snapshot.Schema.Fields.FirstOrDefault(field => field.Metadata.Contains("delta.invariants", StringComparison.Ordinal)) is { } field)
        {
            throw DeltaErrors.Unwritable(table, $"an invariant on column '{field.Name}'");
        }
    }

    private static string Names(IReadOnlyList<string> features) => string.Join(", ", features);
}

namespace Larder.Offline.Delta;

/// <summary>Refuses what Larder does not understand yet, by the name of the feature, before any row could be misread or any rule of a writer broken.</summary>
internal static class ProtocolGate
{
    private const string MappingMode = "delta.columnMapping.mode";

    public static void RequireReadable(string table, DeltaProtocol protocol, IReadOnlyDictionary<string, string?> configuration, bool hasDeletionVectors)
    {
        if (protocol.ReaderFeatures.Count > 0)
        {
            throw DeltaErrors.Unreadable(table, $"the table features {Names(protocol.ReaderFeatures)} (reader version {protocol.MinReaderVersion})");
        }

        if (configuration.TryGetValue(MappingMode, out var mode) && mode is not (null or "none"))
        {
            throw DeltaErrors.Unreadable(table, $"column mapping (mode {mode}, reader version {protocol.MinReaderVersion})");
        }

        if (protocol.MinReaderVersion > DeltaProtocol.Plain.MinReaderVersion)
        {
            throw DeltaErrors.Unreadable(table, $"reader version {protocol.MinReaderVersion}");
        }

        if (hasDeletionVectors)
        {
            throw DeltaErrors.Unreadable(table, "deletion vectors");
        }
    }

    public static void RequireAppendable(string table, DeltaSnapshot snapshot)
    {
        var protocol = snapshot.Protocol;
        if (protocol.WriterFeatures.Count > 0)
        {
            throw DeltaErrors.Unwritable(table, $"the table features {Names(protocol.WriterFeatures)} (writer version {protocol.MinWriterVersion})");
        }

        if (protocol.MinWriterVersion > DeltaProtocol.Plain.MinWriterVersion)
        {
            throw DeltaErrors.Unwritable(table, $"writer version {protocol.MinWriterVersion}");
        }

        if (snapshot.Schema.Fields.FirstOrDefault(field => field.Metadata.Contains("delta.invariants", StringComparison.Ordinal)) is { } field)
        {
            throw DeltaErrors.Unwritable(table, $"an invariant on column '{field.Name}'");
        }
    }

    private static string Names(IReadOnlyList<string> features) => string.Join(", ", features);
}

namespace Larder.Offline.Delta;

/// <summary>What a table demands of its readers and writers.</summary>
/// <param name="MinReaderVersion">The lowest protocol version a reader must know.</param>
/// <param name="MinWriterVersion">The lowest protocol version a writer must know.</param>
/// <param name="ReaderFeatures">Features a reader must know; empty below reader version 3.</param>
/// <param name="WriterFeatures">Features a writer must know; empty below writer version 7.</param>
internal sealed record DeltaProtocol(
    int MinReaderVersion,
    int MinWriterVersion,
    IReadOnlyList<string> ReaderFeatures,
    IReadOnlyList<string> WriterFeatures)
{
    /// <summary>The reader version from which on features are named one by one.</summary>
    public const int ReaderFeaturesFrom = 3;

    /// <summary>The writer version from which on features are named one by one.</summary>
    public const int WriterFeaturesFrom = 7;

    /// <summary>The protocol of the tables Larder creates: readable by every Delta reader.</summary>
    public static DeltaProtocol Plain { get; } = new(1, 2, [], []);
}

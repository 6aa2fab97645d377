using System.Text.Json;
using System.Text.Json.Serialization;
using Larder.Engine;
using Larder.Files;

namespace Larder.Ingestion;

/// <summary>
/// How far an external Delta table was followed without a row to store: behind the version that the last ingest names, commits that only write rows anew or change what is said about them.
/// It lies in a file beside the tables, because a commit that stores nothing would be a version of a table with nothing new in it. Lost, it costs a second look at those commits.
/// </summary>
/// <param name="Format">The version of this form: 1.</param>
/// <param name="Behind">The version that the last ingest names; where that is another one now, the rest counts for nothing.</param>
/// <param name="Position">The version followed to.</param>
internal sealed record QuietPosition(int Format, long Behind, DeltaPosition Position)
{
    private const int ThisFormat = 1;

    /// <summary>The position from which to go on: that of the last ingest, or behind it.</summary>
    public static DeltaPosition Furthest(Workspace workspace, SourceDefinition source, DeltaPosition ingested) =>
        Read(PathOf(workspace, source)) is { Format: ThisFormat } quiet && quiet.Behind == ingested.Version && (quiet.Position with { Version = ingested.Version }) == ingested && quiet.Position.Version > ingested.Version
            ? quiet.Position
            : ingested;

    /// <summary>Writes how far the table was followed.</summary>
    public static async Task WriteAsync(Workspace workspace, SourceDefinition source, long behind, DeltaPosition position, CancellationToken cancellationToken) =>
        await new AtomicWriter().WriteAsync(
            PathOf(workspace, source),
            stream => JsonSerializer.SerializeAsync(stream, new QuietPosition(ThisFormat, behind, position), QuietPositionJson.Default.QuietPosition, cancellationToken)).ConfigureAwait(false);

    private static string PathOf(Workspace workspace, SourceDefinition source) => Path.Combine(workspace.Options.StatePath, "positions", source.Name + ".json");

    private static QuietPosition? Read(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), QuietPositionJson.Default.QuietPosition) : null;
        }
        catch (JsonException)
        {
            // It only saves work.
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(QuietPosition))]
internal sealed partial class QuietPositionJson : JsonSerializerContext;

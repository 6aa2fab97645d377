using Larder.Storage;

namespace Larder.Catalog;

/// <summary>A change of the notes on a definition.</summary>
/// <param name="Kind">The kind of definition, or <c>feature</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Details">What differs, a line each.</param>
public sealed record NoteChange(string Kind, string Name, IReadOnlyList<string> Details)
{
    /// <summary>What differs between recorded notes and those of now, in the order of now, then what is gone.</summary>
    internal static IEnumerable<NoteChange> Between(IReadOnlyList<RecordedNotes> before, IReadOnlyList<RecordedNotes> now)
    {
        var old = before.ToDictionary(n => (n.Kind, n.Name), n => n.Notes);
        var gone = before.Where(b => now.All(n => (n.Kind, n.Name) != (b.Kind, b.Name))).Select(b => b with { Notes = DefinitionNotes.None });
        foreach (var (kind, name, notes) in now.Concat(gone))
        {
            string[] details = [.. Differences(old.GetValueOrDefault((kind, name), DefinitionNotes.None), notes)];
            if (details.Length > 0)
            {
                yield return new NoteChange(kind, name, details);
            }
        }
    }

    private static IEnumerable<string> Differences(DefinitionNotes before, DefinitionNotes now) =>
    [
        .. Line("description", before.Description, now.Description),
        .. Line("owner", before.Owner, now.Owner),
        .. Line("tags", Joined(before.Tags), Joined(now.Tags)),
    ];

    private static string? Joined(IReadOnlyList<string> tags) => tags.Count == 0 ? null : string.Join(", ", tags);

    private static IEnumerable<string> Line(string what, string? before, string? now) => (before, now) switch
    {
        _ when before == now => [],
        (null, _) => [$"+ {what}: {now}"],
        (_, null) => [$"- {what}: {before}"],
        _ => [$"~ {what}: {before} -> {now}"],
    };
}

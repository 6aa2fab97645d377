using System.Text.Json.Nodes;
using Larder.Expressions;
using Larder.Storage;
using Larder.Types;

namespace Larder.Catalog;

/// <summary>What happens to a definition when a plan is applied.</summary>
public enum ChangeKind
{
    /// <summary>It is new, or comes back after it was retired.</summary>
    Added = 1,

    /// <summary>Its meaning changes; a new version is recorded.</summary>
    Changed = 2,

    /// <summary>It is gone from the repository; its versions stay readable.</summary>
    Retired = 3,
}

/// <summary>One change of a plan.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Definition">The kind of definition.</param>
/// <param name="Name">Its name.</param>
/// <param name="Version">The version that would be recorded.</param>
/// <param name="Details">For a changed definition, what differs, a line each; lambdas as readable C#.</param>
public sealed record CatalogChange(ChangeKind Kind, string Definition, string Name, int Version, IReadOnlyList<string> Details);

/// <summary>The difference between a repository and the registry.</summary>
public sealed class CatalogPlan
{
    private const string ExpressionMember = "expression";

    /// <summary>The members of canonical forms that hold the text of a lambda.</summary>
    private static readonly string[] ExpressionMembers = [ExpressionMember, "key", "where", "label"];

    private readonly IReadOnlyList<(CatalogChange Change, string Hash, string Json)> _changes;
    private readonly IReadOnlyList<RecordedNotes> _notes;
    private readonly bool _hasOtherNotes;

    private CatalogPlan(IReadOnlyList<(CatalogChange, string, string)> changes, int unchanged, IReadOnlyList<RecordedNotes> notes, IReadOnlyList<RecordedNotes> notesBefore)
    {
        _changes = changes;
        _notes = notes;
        Unchanged = unchanged;
        NoteChange[] all = [.. NoteChange.Between(notesBefore, notes)];
        _hasOtherNotes = all.Length > 0;
        var added = changes.Select(c => c.Item1).Where(c => c.Kind == ChangeKind.Added).Select(c => (c.Definition, c.Name)).ToHashSet();
        NoteChanges = [.. all.Where(n => !added.Contains((n.Kind, n.Name)) && !(n.Kind == "feature" && added.Contains(("view", n.Name.Split(':')[0]))))];
    }

    /// <summary>The changes, in the order of definition.</summary>
    public IEnumerable<CatalogChange> Changes => _changes.Select(c => c.Change);

    /// <summary>Whether there is nothing to apply.</summary>
    public bool IsEmpty => _changes.Count == 0 && !_hasOtherNotes;

    /// <summary>Descriptions, owners and tags that differ of definitions that are not new: metadata, of which no version is recorded.</summary>
    public IReadOnlyList<NoteChange> NoteChanges { get; }

    /// <summary>Definitions that are recorded as they are.</summary>
    public int Unchanged { get; }

    /// <summary>Compares a catalog with the newest versions in the registry.</summary>
    /// <param name="catalog">The definitions.</param>
    /// <param name="recorded">The newest version of each that was applied.</param>
    /// <param name="notes">The notes in the registry; null for none.</param>
    public static CatalogPlan Compare(FeatureCatalog catalog, IReadOnlyList<DefinitionVersion> recorded, IReadOnlyList<RecordedNotes>? notes = null)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        ArgumentNullException.ThrowIfNull(catalog);
        var defined = catalog.Definitions;
        var known = recorded.ToDictionary(r => (r.Kind, r.Name));
        var changes = new List<(CatalogChange, string, string)>();
        foreach (var definition in defined)
        {
            known.TryGetValue((definition.Kind, definition.Name), out var before);
            if (before is { IsRetired: false } && before.ContentHash == definition.Definition.Hash)
            {
                continue;
            }

            var isNew = before is null or { IsRetired: true };
            var details = isNew ? [] : Differences(JsonNode.Parse(before!.Json), JsonNode.Parse(definition.Definition.Text)).ToArray();
            var change = new CatalogChange(isNew ? ChangeKind.Added : ChangeKind.Changed, definition.Kind, definition.Name, (before?.Version ?? 0) + 1, details);
            changes.Add((change, definition.Definition.Hash, definition.Definition.Text));
        }

        var unchanged = defined.Count - changes.Count;
        var names = defined.Select(d => (d.Kind, d.Name)).ToHashSet();
        foreach (var gone in recorded.Where(r => !r.IsRetired && !names.Contains((r.Kind, r.Name))))
        {
            changes.Add((new CatalogChange(ChangeKind.Retired, gone.Kind, gone.Name, gone.Version + 1, []), gone.ContentHash, gone.Json));
        }

        return new CatalogPlan(changes, unchanged, catalog.Notes, notes ?? []);
    }

    /// <summary>Records the changes, all or none.</summary>
    /// <exception cref="Errors.ConflictException">Another process applied since the plan was made.</exception>
    public async Task ApplyAsync(IDefinitionStore store, Instant now, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        await store.ApplyAsync(
            [.. _changes.Select(c => new DefinitionVersion(
                c.Change.Definition, c.Change.Name, c.Change.Version, c.Hash, c.Json, now, c.Change.Kind == ChangeKind.Retired))],
            cancellationToken).ConfigureAwait(false);
        if (_hasOtherNotes)
        {
            await store.ReplaceNotesAsync(_notes, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Member by member; lists of named things are compared by name.</summary>
    private static IEnumerable<string> Differences(JsonNode? before, JsonNode? after, string path = "")
    {
        if (before is JsonObject old && after is JsonObject now)
        {
            return old.Select(m => m.Key).Union(now.Select(m => m.Key)).SelectMany(key => Differences(old[key], now[key], path.Length == 0 ? key : $"{path}.{key}"));
        }

        if (before is JsonArray oldList && after is JsonArray newList && IsNamed(oldList) && IsNamed(newList))
        {
            var left = oldList.ToDictionary(NameOf, n => n);
            var right = newList.ToDictionary(NameOf, n => n);
            return left.Keys.Union(right.Keys).SelectMany(name => Differences(left.GetValueOrDefault(name), right.GetValueOrDefault(name), $"{path} {name}"));
        }

        return JsonNode.DeepEquals(before, after) ? [] : [Line(before, after, path)];
    }

    private static string Line(JsonNode? before, JsonNode? after, string path) => (before, after) switch
    {
        (null, _) => $"+ {path}: {Short(after, path, readable: true)}",
        (_, null) => $"- {path}: {Short(before, path, readable: true)}",
        _ => Changed(before, after, path),
    };

    /// <summary>Two lambdas that differ in a conversion only, say, read the same; then the texts that are hashed tell them apart.</summary>
    private static string Changed(JsonNode before, JsonNode after, string path)
    {
        var (left, right) = (Short(before, path, readable: true), Short(after, path, readable: true));
        return left != right
            ? $"~ {path}: {left} -> {right}"
            : $"~ {path}: {Short(before, path, readable: false)} -> {Short(after, path, readable: false)}";
    }

    private static string Short(JsonNode? node, string path, bool readable)
    {
        if (node is JsonObject named && named.TryGetPropertyValue(ExpressionMember, out var expression))
        {
            return Text(expression!.ToString(), readable);
        }

        var isExpression = ExpressionMembers.Contains(path[(path.LastIndexOf('.') + 1)..]);
        if (isExpression && node is JsonArray parts)
        {
            return string.Join(", ", parts.Select(part => Text(part!.ToString(), readable)));
        }

        return node is JsonValue value ? Text(value.ToString(), readable && isExpression) : node!.ToJsonString();
    }

    private static string Text(string text, bool readable) => readable ? ReadableExpression.Of(text) : text;

    private static bool IsNamed(JsonArray list) => list.All(n => n is JsonObject o && (o.ContainsKey("name") || o.ContainsKey("view")))
        && list.Select(NameOf).Distinct().Count() == list.Count;

    private static string NameOf(JsonNode? node) => (node!["name"] ?? node["view"])!.ToString();
}

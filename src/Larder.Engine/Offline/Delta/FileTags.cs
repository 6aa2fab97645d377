using System.Globalization;

namespace Larder.Offline.Delta;

/// <summary>Tags of files. Larder's own says in checkpoints which version added a file; the protocol has no place for it.</summary>
internal static class FileTags
{
    private const string AddedInTag = "larder.addedIn";

    public static IReadOnlyDictionary<string, string?> None { get; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>The version that added the file; null when no tag says so.</summary>
    public static long? AddedIn(IReadOnlyDictionary<string, string?> tags) =>
        tags.TryGetValue(AddedInTag, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;

    /// <summary>The tags that the file was added with.</summary>
    public static IReadOnlyDictionary<string, string?> WithoutOurs(IReadOnlyDictionary<string, string?> tags) =>
        tags.ContainsKey(AddedInTag) ? new Dictionary<string, string?>(tags.Where(tag => tag.Key != AddedInTag), StringComparer.Ordinal) : tags;

    /// <summary>All tags of a file as a checkpoint keeps them.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> ForCheckpoint(DeltaFile file) =>
        file.Tags.Append(new(AddedInTag, file.AddedIn.ToString(CultureInfo.InvariantCulture)));
}

using System.Globalization;

namespace Larder.Offline.Delta;

/// <summary>Tags of files. Larder's own say what a file's bytes hash to and, in checkpoints, which version added it; the protocol has no place for either.</summary>
internal static class FileTags
{
    private const string AddedInTag = "larder.addedIn";

    private static ReadOnlySpan<byte> AddedInUtf8 => "larder.addedIn"u8;

    private const string ContentHashTag = "larder.sha256";

    public static IReadOnlyDictionary<string, string?> None { get; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>SHA-256 of the bytes that a file was added with, lower-case hex; null where its writer did not say.</summary>
    public static string? ContentHash(DeltaFile file) => file.Tags.GetValueOrDefault(ContentHashTag);

    /// <summary>The tags of a file that is added: its writer's, and the hash of its bytes.</summary>
    public static IReadOnlyDictionary<string, string?> ToAdd(IEnumerable<KeyValuePair<string, string?>> tags, string contentHash) =>
        new Dictionary<string, string?>(tags, StringComparer.Ordinal) { [ContentHashTag] = contentHash };

    /// <summary>The version that added the file; null when no tag says so.</summary>
    public static long? AddedIn(IReadOnlyDictionary<string, string?> tags) =>
        tags.TryGetValue(AddedInTag, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;

    /// <summary>Whether a tag, in UTF-8, is the one that says which version added the file.</summary>
    public static bool IsAddedIn(ReadOnlySpan<byte> name) => name.SequenceEqual(AddedInUtf8);

    /// <summary>The tags that the file was added with.</summary>
    public static IReadOnlyDictionary<string, string?> WithoutOurs(IReadOnlyDictionary<string, string?> tags) =>
        tags.ContainsKey(AddedInTag) ? new Dictionary<string, string?>(tags.Where(tag => tag.Key != AddedInTag), StringComparer.Ordinal) : tags;

    /// <summary>All tags of a file as a checkpoint keeps them.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> ForCheckpoint(DeltaFile file) =>
        file.Tags.Append(new(AddedInTag, file.AddedIn.ToString(CultureInfo.InvariantCulture)));
}

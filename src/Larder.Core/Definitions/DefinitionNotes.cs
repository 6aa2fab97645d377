using Larder.Errors;

namespace Larder;

/// <summary>What people want to know about a definition. It is no part of what the definition computes: a change makes no new version.</summary>
/// <param name="Description">What it is, in a sentence; null where nobody said.</param>
/// <param name="Owner">Who answers for it, a team or an address; null where nobody said.</param>
/// <param name="Tags">Words to find it by, in order.</param>
public sealed record DefinitionNotes(string? Description, string? Owner, IReadOnlyList<string> Tags)
{
    /// <summary>Longest text of a note.</summary>
    public const int MaxLength = 2_000;

    /// <summary>Nothing said.</summary>
    public static DefinitionNotes None { get; } = new(null, null, []);

    /// <summary>Whether nothing was said.</summary>
    public bool IsEmpty => Description is null && Owner is null && Tags.Count == 0;

    /// <inheritdoc/>
    public bool Equals(DefinitionNotes? other) => other is not null && Description == other.Description && Owner == other.Owner && Tags.SequenceEqual(other.Tags);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Description, Owner, Tags.Count);

    internal static string Check(string what, string? text) => string.IsNullOrWhiteSpace(text) || text.Length > MaxLength
        ? throw new InvalidDefinitionException($"The {what} of a definition must have 1 to {MaxLength} characters, and this one has {text?.Trim().Length ?? 0}; leave it out or write a sentence.")
        : text.Trim();
}

/// <summary>A definition that can carry notes.</summary>
/// <typeparam name="TSelf">The definition's own type.</typeparam>
public interface IAnnotated<out TSelf>
{
    /// <summary>The notes.</summary>
    DefinitionNotes Notes { get; }

    /// <summary>A copy with other notes.</summary>
    TSelf With(DefinitionNotes notes);
}

/// <summary>Notes on definitions: shown by the catalog, sent with lineage events, and no part of a definition's hash.</summary>
public static class Annotations
{
    /// <summary>A copy with a description: what it is, in a sentence. Default: the summary of the property's XML documentation, where the program has that file.</summary>
    /// <exception cref="InvalidDefinitionException">It is empty or longer than <see cref="DefinitionNotes.MaxLength"/>.</exception>
    public static T WithDescription<T>(this T definition, string description)
        where T : IAnnotated<T> => definition.With(definition.Notes with { Description = DefinitionNotes.Check("description", description) });

    /// <summary>A copy with an owner: the team or address that answers for it. Default: none.</summary>
    /// <inheritdoc cref="WithDescription"/>
    public static T WithOwner<T>(this T definition, string owner)
        where T : IAnnotated<T> => definition.With(definition.Notes with { Owner = DefinitionNotes.Check("owner", owner) });

    /// <summary>A copy with these tags instead of earlier ones. Default: none.</summary>
    /// <exception cref="InvalidDefinitionException">One is empty or longer than <see cref="DefinitionNotes.MaxLength"/>.</exception>
    public static T WithTags<T>(this T definition, params string[] tags)
        where T : IAnnotated<T>
    {
        ArgumentNullException.ThrowIfNull(tags);
        return definition.With(definition.Notes with { Tags = [.. tags.Select(t => DefinitionNotes.Check("tag", t)).Distinct()] });
    }
}

using Larder.Types;

namespace Larder.Storage;

/// <summary>The versioned definitions of a feature repository. Every version ever applied stays readable.</summary>
public interface IDefinitionStore
{
    /// <summary>The newest version of every definition, retired ones included, ordered by kind and name.</summary>
    Task<IReadOnlyList<DefinitionVersion>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>One version of a definition; null when there is none.</summary>
    Task<DefinitionVersion?> GetAsync(string kind, string name, int version, CancellationToken cancellationToken = default);

    /// <summary>Writes new versions, all or none. Each must be one above the newest stored version of its name (1 for a new name).</summary>
    /// <exception cref="Errors.ConflictException">Another process applied first.</exception>
    Task ApplyAsync(IReadOnlyList<DefinitionVersion> versions, CancellationToken cancellationToken = default);

    /// <summary>The notes on definitions that have any, ordered by kind and name.</summary>
    Task<IReadOnlyList<RecordedNotes>> ListNotesAsync(CancellationToken cancellationToken = default);

    /// <summary>Puts notes in the place of all that were there, all or none.</summary>
    Task ReplaceNotesAsync(IReadOnlyList<RecordedNotes> notes, CancellationToken cancellationToken = default);
}

/// <summary>The notes on a definition as recorded; they have no versions.</summary>
/// <param name="Kind">The kind of a <see cref="DefinitionVersion"/>, or <c>feature</c>.</param>
/// <param name="Name">Its name; of a feature <c>view:feature</c>.</param>
/// <param name="Notes">The notes.</param>
public sealed record RecordedNotes(string Kind, string Name, DefinitionNotes Notes);

/// <summary>One version of a definition as recorded.</summary>
/// <param name="Kind"><c>entity</c>, <c>source</c>, <c>view</c>, <c>service</c>, <c>spine</c> or <c>model</c>.</param>
/// <param name="Name">Unique within its kind.</param>
/// <param name="Version">1, 2, … without gaps.</param>
/// <param name="ContentHash">SHA-256 of <paramref name="Json"/>, lower-case hex.</param>
/// <param name="Json">The canonical form of the definition.</param>
/// <param name="AppliedAt">When it was applied.</param>
/// <param name="IsRetired">Whether the definition was removed from the repository at this version.</param>
public sealed record DefinitionVersion(
    string Kind, string Name, int Version, string ContentHash, string Json, Instant AppliedAt, bool IsRetired);

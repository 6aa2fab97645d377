using System.Text.Json;
using Larder.Engine;
using Larder.Errors;
using Larder.Offline.Delta;
using Larder.Offline.Maintenance;
using Larder.Storage;
using Larder.Types;

namespace Larder.Offline.Versions;

/// <summary>Gives versions of tables names, and takes them away again. A name means one version for as long as it is there.</summary>
/// <threadsafety>Safe for use by several threads and processes.</threadsafety>
public sealed class SavedDatasets
{
    private const int Format = 1;

    private readonly Workspace _workspace;
    private readonly string _folder;

    /// <summary>The saved datasets of a workspace.</summary>
    public SavedDatasets(Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        (_workspace, _folder) = (workspace, Path.Combine(workspace.Options.StatePath, "saved"));
    }

    /// <summary>All, newest first.</summary>
    /// <exception cref="InvalidInputException">One is damaged.</exception>
    public IReadOnlyList<SavedDataset> All => !Directory.Exists(_folder) ? [] :
        [.. Directory.EnumerateFiles(_folder, "*.json").Order(StringComparer.Ordinal).Select(Read).OrderByDescending(saved => saved.SavedAt)];

    /// <summary>Saves a version of a table. Saving the same version under the same name again changes nothing.</summary>
    /// <param name="name">The name: a letter, then letters, digits and underscores; not that of a table.</param>
    /// <param name="reference">The version, for example <c>order_lines@3</c>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="InvalidDefinitionException">The name is none.</exception>
    /// <exception cref="NotFoundException">There is no such version.</exception>
    /// <exception cref="InvalidInputException">The reference is not of a table.</exception>
    /// <exception cref="ConflictException">The name means something else.</exception>
    public async Task<SavedDataset> SaveAsync(string name, string reference, CancellationToken cancellationToken = default)
    {
        Names.Check("dataset", name);
        if (new TableMaintenance(_workspace).Tables.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            throw new ConflictException($"'{name}' is the name of a table, so that nothing can be saved under it; choose another name.");
        }

        var manifest = (await new VersionFinder(_workspace).OpenAsync(reference, cancellationToken).ConfigureAwait(false)).Manifest as TableManifest
            ?? throw new InvalidInputException($"'{reference}' is a training set, which is saved already; name a version of a table.");
        var saved = new SavedDataset(name, manifest.Table, manifest.ContentHash, manifest.Rows, Instant.From(_workspace.Clock.GetUtcNow()));
        Workspace.CreateFolder(_folder);
        using var pending = PendingFile.Reserve(_folder);
        var form = new SavedForm(Format, name, saved.Table.ToString(), saved.ContentHash, saved.Rows, saved.SavedAt.ToString());
        await pending.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(form, SavedJson.Default.SavedForm), cancellationToken).ConfigureAwait(false);
        if (pending.TryPublish(Path.GetFileName(PathOf(name))))
        {
            return saved;
        }

        var there = Read(PathOf(name));
        return there.Table == saved.Table && there.ContentHash == saved.ContentHash ? there
            : throw new ConflictException($"Dataset {name} is {there.Table} already, saved {there.SavedAt}; choose another name, or take that one away with 'larder data save {name} --remove'.");
    }

    /// <summary>Takes a name away; the version stays as long as the table and others need it.</summary>
    /// <exception cref="NotFoundException">There is no such dataset.</exception>
    public SavedDataset Remove(string name)
    {
        var saved = Find(name) ?? throw new NotFoundException(
            All is { Count: > 0 } all ? $"There is no saved dataset '{name}'; there are {string.Join(", ", all.Select(other => other.Name))}." : $"There is no saved dataset '{name}', nor any other.");
        File.Delete(PathOf(name));
        return saved;
    }

    /// <summary>The dataset of a name; null where there is none.</summary>
    internal SavedDataset? Find(string name) => All.FirstOrDefault(saved => saved.Name == name);

    private static SavedDataset Read(string path)
    {
        try
        {
            var form = JsonSerializer.Deserialize(File.ReadAllBytes(path), SavedJson.Default.SavedForm);
            return form is { Format: Format, Name: not null, ContentHash: not null } && Instant.TryParse(form.SavedAt, out var time)
                ? new(form.Name, TableVersion.Parse(form.Table), form.ContentHash, form.Rows, time)
                : throw new JsonException("another form");
        }
        catch (Exception failed) when (failed is JsonException or ArgumentException)
        {
            throw new InvalidInputException($"The saved dataset {path} is damaged, or of a newer Larder; restore the file from a backup, or delete it.", failed);
        }
    }

    private string PathOf(string name) => Path.Combine(_folder, $"{name}.json");
}

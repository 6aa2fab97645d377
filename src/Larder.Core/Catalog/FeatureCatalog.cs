using Larder.Errors;
using Larder.Pipelines;
using Larder.Storage;

namespace Larder.Catalog;

/// <summary>Everything a repository defines, checked and compiled.</summary>
/// <threadsafety>Immutable.</threadsafety>
public sealed class FeatureCatalog
{
    internal FeatureCatalog(
        string codeVersion,
        IReadOnlyList<Entity> entities,
        IReadOnlyList<SourceDefinition> sources,
        IReadOnlyList<CompiledView> views,
        IReadOnlyList<CompiledService> services,
        IReadOnlyList<CompiledSpine> spines,
        IReadOnlyList<CompiledModel> models,
        IReadOnlyList<PipelineDefinition> pipelines)
    {
        CodeVersion = codeVersion;
        Entities = entities;
        Sources = sources;
        Views = views;
        Services = services;
        Spines = spines;
        Models = models;
        Pipelines = pipelines;
    }

    /// <summary>Version of Larder and identity of the repository's build; part of every dataset version.</summary>
    public string CodeVersion { get; }

    /// <summary>The entities, by name.</summary>
    public IReadOnlyList<Entity> Entities { get; }

    /// <summary>The sources, by name.</summary>
    public IReadOnlyList<SourceDefinition> Sources { get; }

    /// <summary>The sources whose events come from files, by name.</summary>
    public IReadOnlyList<SourceDefinition> Ingested => [.. Sources.Where(s => s.Derivation is null)];

    /// <summary>The sources whose events are computed from others, each after those it reads.</summary>
    public IReadOnlyList<SourceDefinition> Derived => DerivationOrder.Of(Sources);

    /// <summary>The views, inputs before the views that use them.</summary>
    public IReadOnlyList<CompiledView> Views { get; }

    /// <summary>The services, by name.</summary>
    public IReadOnlyList<CompiledService> Services { get; }

    /// <summary>The spines, by name.</summary>
    public IReadOnlyList<CompiledSpine> Spines { get; }

    /// <summary>The models, by name.</summary>
    public IReadOnlyList<CompiledModel> Models { get; }

    /// <summary>The pipelines, by name.</summary>
    public IReadOnlyList<PipelineDefinition> Pipelines { get; }

    /// <summary>Who hears of which alerts, by name. No part of any definition's canonical form.</summary>
    public IReadOnlyList<AlertRule> AlertRules { get; internal init; } = [];

    /// <summary>Every definition in its canonical form, each after those it uses: entities, sources, views, services, spines, models.</summary>
    public IReadOnlyList<CatalogDefinition> Definitions =>
    [
        .. Entities.Select(e => new CatalogDefinition("entity", e.Name, DefinitionForms.Of(e))),
        .. Sources.Select(s => new CatalogDefinition("source", s.Name, DefinitionForms.Of(s))),
        .. Views.Select(v => new CatalogDefinition("view", v.Name, v.Definition)),
        .. Services.Select(s => new CatalogDefinition("service", s.Name, s.Definition)),
        .. Spines.Select(s => new CatalogDefinition("spine", s.Name, s.Definition)),
        .. Models.Select(m => new CatalogDefinition("model", m.Name, m.Definition)),
    ];

    /// <summary>The notes on definitions that have any, and on features: of kind <c>feature</c> and named <c>view:feature</c>.</summary>
    public IReadOnlyList<RecordedNotes> Notes =>
    [
        .. Entities.Select(e => new RecordedNotes("entity", e.Name, e.Notes))
            .Concat(Sources.Select(s => new RecordedNotes("source", s.Name, s.Notes)))
            .Concat(Views.Select(v => new RecordedNotes("view", v.Name, v.Notes)))
            .Concat(Views.SelectMany(v => v.Features.Select(f => new RecordedNotes("feature", $"{v.Name}:{f.Name}", new DefinitionNotes(f.Description, null, [])))))
            .Concat(Services.Select(s => new RecordedNotes("service", s.Name, s.Notes)))
            .Concat(Spines.Select(s => new RecordedNotes("spine", s.Name, s.Notes)))
            .Concat(Models.Select(m => new RecordedNotes("model", m.Name, m.Notes)))
            .Where(n => !n.Notes.IsEmpty),
    ];

    /// <summary>A source by name.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    public SourceDefinition Source(string name) => Find(Sources, s => s.Name, name, "source");

    /// <summary>A view by name.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    public CompiledView View(string name) => Find(Views, v => v.Name, name, "view");

    /// <summary>A service by name.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    public CompiledService Service(string name) => Find(Services, s => s.Name, name, "service");

    /// <summary>A spine by name.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    public CompiledSpine Spine(string name) => Find(Spines, s => s.Name, name, "spine");

    /// <summary>A model by name.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    public CompiledModel Model(string name) => Find(Models, m => m.Name, name, "model");

    /// <summary>A pipeline by name.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    public PipelineDefinition Pipeline(string name) => Find(Pipelines, p => p.Name, name, "pipeline");

    private static T Find<T>(IReadOnlyList<T> all, Func<T, string> nameOf, string name, string what) =>
        all.FirstOrDefault(t => nameOf(t) == name)
        ?? throw new NotFoundException(all.Count == 0
            ? $"There is no {what} '{name}'; this repository defines none."
            : $"There is no {what} '{name}'; this repository has {string.Join(", ", all.Select(nameOf))}.");
}

/// <summary>A definition as it is recorded in the registry.</summary>
/// <param name="Kind"><c>entity</c>, <c>source</c>, <c>view</c>, <c>service</c>, <c>spine</c> or <c>model</c>.</param>
/// <param name="Name">Unique within its kind.</param>
/// <param name="Definition">The canonical form and its hash.</param>
public sealed record CatalogDefinition(string Kind, string Name, CanonicalJson Definition);

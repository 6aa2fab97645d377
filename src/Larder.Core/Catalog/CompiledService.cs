using System.Text.Json.Nodes;
using Larder.Monitoring;
using Larder.Quality.Drift;
using Larder.Types;

namespace Larder.Catalog;

/// <summary>A feature service over compiled views.</summary>
public sealed class CompiledService
{
    internal CompiledService(string name, IReadOnlyList<CompiledView> views, JoinKeys keys)
    {
        Name = name;
        Views = views;
        Keys = keys;
        Definition = new CanonicalJson(new JsonObject
        {
            ["kind"] = "service",
            ["name"] = name,
            ["views"] = new JsonArray([.. views.Select(v => (JsonNode)new JsonObject { ["view"] = v.Name, ["hash"] = v.Definition.Hash })]),
        });
    }

    /// <summary>The service's name.</summary>
    public string Name { get; }

    /// <summary>Its views, in declaration order.</summary>
    public IReadOnlyList<CompiledView> Views { get; }

    /// <summary>The entities its views describe, and the join keys that its spines and requests carry.</summary>
    public JoinKeys Keys { get; }

    /// <summary>What is watched for drift, by <c>view:feature</c>. No part of the canonical form.</summary>
    public DriftWatch Watch { get; internal init; } = DriftWatch.Everything;

    /// <summary>The canonical definition and its hash; it covers the views' definitions.</summary>
    public CanonicalJson Definition { get; }

    /// <summary>Description, owner and tags; no part of the meaning.</summary>
    public DefinitionNotes Notes { get; internal init; } = DefinitionNotes.None;

    /// <summary>Every feature with its view, in the order served.</summary>
    public IEnumerable<(CompiledView View, Feature Feature)> Features => Views.SelectMany(v => v.Features.Select(f => (v, f)));

    /// <summary>What is asked of its coverage.</summary>
    public CoverageObjective Coverage { get; internal init; } = CoverageObjective.Default;

    /// <summary>The features without which a request is not covered, in the order served.</summary>
    public IReadOnlyList<(CompiledView View, Feature Feature)> RequiredFeatures { get; internal init; } = [];

    /// <summary>Checks on the features served.</summary>
    public IReadOnlyList<ServedCheck> Checks { get; internal init; } = [];

    /// <summary>Entities that servers read every minute: the values of the key columns of each.</summary>
    public IReadOnlyList<IReadOnlyList<FeatureValue>> Canaries { get; internal init; } = [];
}

/// <summary>A model ready to be trained.</summary>
public sealed class CompiledModel
{
    internal CompiledModel(ModelDefinition definition, CompiledService service, CompiledSpine spine)
    {
        Name = definition.Name;
        Notes = definition.Notes;
        Service = service;
        Spine = spine;
        HoldOut = definition.HoldOut;
        Baseline = definition.Baseline;
        Encodings = definition.Encodings;
        LatencyLimit = definition.LatencyLimit;
        var json = new JsonObject
        {
            ["kind"] = "model",
            ["name"] = definition.Name,
            ["algorithm"] = "logistic_regression",
            ["service"] = service.Definition.Hash,
            ["spine"] = spine.Definition.Hash,
            ["hold_out"] = Window.Seconds(definition.HoldOut),
            ["baseline"] = definition.Baseline,
            ["latency_limit"] = Window.Seconds(definition.LatencyLimit),
        };
        if (Encodings.Count > 0)
        {
            json["encodings"] = new JsonArray([.. Encodings.Select(e => (JsonNode)new JsonObject
            {
                ["name"] = e.Feature,
                ["kind"] = Names.ToSnakeCase(e.Kind.ToString()),
                ["smoothing"] = e.Smoothing,
            })]);
        }

        Definition = new CanonicalJson(json);
    }

    /// <summary>The model's name.</summary>
    public string Name { get; }

    /// <summary>Description, owner and tags; no part of the meaning.</summary>
    public DefinitionNotes Notes { get; }

    /// <summary>The features it consumes.</summary>
    public CompiledService Service { get; }

    /// <summary>What it is trained on.</summary>
    public CompiledSpine Spine { get; }

    /// <summary>The last stretch of the spine, held out for testing.</summary>
    public TimeSpan HoldOut { get; }

    /// <summary>The baseline's one feature, <c>view:feature</c>; null for the label's rate.</summary>
    public string? Baseline { get; }

    /// <summary>The features it takes as categories.</summary>
    public IReadOnlyList<FeatureEncoding> Encodings { get; }

    /// <summary>Greatest p99 of a single prediction.</summary>
    public TimeSpan LatencyLimit { get; }

    /// <summary>The canonical definition and its hash.</summary>
    public CanonicalJson Definition { get; }
}

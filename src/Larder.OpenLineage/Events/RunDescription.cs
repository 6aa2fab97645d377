using System.Text.Json.Nodes;

namespace Larder.OpenLineage;

/// <summary>What is said of a dataset that a run reads or writes.</summary>
/// <param name="Name">Its name.</param>
public sealed record DatasetDescription(DatasetName Name)
{
    /// <summary>What it is, by facet.</summary>
    public IReadOnlyDictionary<string, JsonObject> Facets { get; init; } = new Dictionary<string, JsonObject>();

    /// <summary>What was read of it or written to it, by facet.</summary>
    public IReadOnlyDictionary<string, JsonObject> RunFacets { get; init; } = new Dictionary<string, JsonObject>();
}

/// <summary>What is said of a run.</summary>
/// <param name="Kind">What is done: <c>ingest</c>.</param>
/// <param name="Of">Of what: <c>order_lines</c>.</param>
public sealed record RunDescription(string Kind, string Of)
{
    /// <summary>What it reads.</summary>
    public IReadOnlyList<DatasetDescription> Inputs { get; init; } = [];

    /// <summary>What it writes.</summary>
    public IReadOnlyList<DatasetDescription> Outputs { get; init; } = [];

    /// <summary>Facets of the job beside those of every job.</summary>
    public IReadOnlyDictionary<string, JsonObject> JobFacets { get; init; } = new Dictionary<string, JsonObject>();

    /// <summary>Facets of the run beside those of every run.</summary>
    public IReadOnlyDictionary<string, JsonObject> RunFacets { get; init; } = new Dictionary<string, JsonObject>();
}

/// <summary>The states of a run that are told.</summary>
public enum RunState
{
    /// <summary>It begins.</summary>
    Start = 1,

    /// <summary>It ended well.</summary>
    Complete = 2,

    /// <summary>It failed.</summary>
    Fail = 3,

    /// <summary>It was stopped from outside.</summary>
    Abort = 4,
}

using System.Text.Json.Nodes;

namespace Larder.OpenLineage;

/// <summary>Facets of OpenLineage, each with the address of its schema.</summary>
public static class Facets
{
    private const string Spec = "https://openlineage.io/spec/facets/";

    /// <summary>Who made an event: Larder and its version.</summary>
    public static string Producer { get; } = $"urn:larder:{typeof(Facets).Assembly.GetName().Version?.ToString(3)}";

    /// <summary>Columns with their types.</summary>
    public static JsonObject Schema(IEnumerable<(string Name, string Type, string? Description)> fields) => Of("1-2-0", "SchemaDatasetFacet", new()
    {
        ["fields"] = new JsonArray([.. fields.Select((f, i) => (JsonNode)With(new JsonObject { ["name"] = f.Name, ["type"] = f.Type, ["ordinal_position"] = i + 1 }, "description", f.Description))]),
    });

    /// <summary>Where a dataset lies.</summary>
    public static JsonObject DataSource(string name, string uri) => Of("1-0-1", "DatasourceDatasetFacet", new() { ["name"] = name, ["uri"] = uri });

    /// <summary>Which version of a dataset was read or written.</summary>
    public static JsonObject Version(string version) => Of("1-0-1", "DatasetVersionDatasetFacet", new() { ["datasetVersion"] = version });

    /// <summary>What each column is made of, and what decides about the rows as a whole.</summary>
    public static JsonObject ColumnLineage(IReadOnlyDictionary<string, IReadOnlyList<ColumnOrigin>> fields) => Of("1-2-0", "ColumnLineageDatasetFacet", new()
    {
        ["fields"] = new JsonObject(fields.Select(f => KeyValuePair.Create<string, JsonNode?>(f.Key, new JsonObject
        {
            ["inputFields"] = new JsonArray([.. f.Value.GroupBy(o => (o.Dataset, o.Column)).Select(g => (JsonNode)new JsonObject
            {
                ["namespace"] = g.Key.Dataset.Namespace,
                ["name"] = g.Key.Dataset.Name,
                ["field"] = g.Key.Column,
                ["transformations"] = new JsonArray([.. g.Select(o => (JsonNode)With(
                    new JsonObject { ["type"] = o.Type, ["subtype"] = o.Subtype, ["masking"] = false }, "description", o.Description))]),
            })]),
        }))),
    });

    /// <summary>What became of a dataset: <c>CREATE</c>, <c>ALTER</c>, <c>OVERWRITE</c>, <c>TRUNCATE</c>, <c>DROP</c>, <c>RENAME</c>.</summary>
    public static JsonObject Lifecycle(string change) => Of("1-0-1", "LifecycleStateChangeDatasetFacet", new() { ["lifecycleStateChange"] = change });

    /// <summary>Who answers for a dataset.</summary>
    public static JsonObject Ownership(string owner) => Owned("OwnershipDatasetFacet", owner);

    /// <summary>Who answers for a job.</summary>
    public static JsonObject JobOwnership(string owner) => Owned("OwnershipJobFacet", owner);

    /// <summary>Words to find a dataset by.</summary>
    public static JsonObject Tags(IEnumerable<string> tags) => Of("2-0-3", "TagsDatasetFacet", new()
    {
        ["tags"] = new JsonArray([.. tags.Select(t => (JsonNode)new JsonObject { ["key"] = t, ["value"] = "true", ["source"] = "LARDER" })]),
    });

    /// <summary>What a dataset is.</summary>
    public static JsonObject Documentation(string description) => Of("1-1-0", "DocumentationDatasetFacet", new() { ["description"] = description });

    /// <summary>What a job does.</summary>
    public static JsonObject JobDocumentation(string description) => Of("1-1-0", "DocumentationJobFacet", new() { ["description"] = description });

    /// <summary>Numbers measured of what was read.</summary>
    public static JsonObject QualityMetrics(long? rows, IReadOnlyDictionary<string, JsonObject> columns) => Of("1-0-2", "DataQualityMetricsInputDatasetFacet", With(
        new() { ["columnMetrics"] = new JsonObject(columns.Select(c => KeyValuePair.Create<string, JsonNode?>(c.Key, c.Value))) }, "rowCount", rows));

    /// <summary>How checks of what was read came out.</summary>
    public static JsonObject QualityAssertions(IEnumerable<Assertion> assertions) => Of("1-1-0", "DataQualityAssertionsDatasetFacet", new()
    {
        ["assertions"] = new JsonArray([.. assertions.Select(a => (JsonNode)With(With(With(With(
            new JsonObject { ["assertion"] = a.Kind, ["success"] = a.IsPassed, ["severity"] = a.IsWarning ? "warn" : "error", ["name"] = a.Name },
            "column", a.Column), "expected", a.Expected), "actual", a.Actual), "description", a.Description))]),
    });

    /// <summary>How much was read.</summary>
    public static JsonObject InputStatistics(long? rows, int? files) => Of("1-0-0", "InputStatisticsInputDatasetFacet", With(With([], "rowCount", rows), "fileCount", files));

    /// <summary>How much was written.</summary>
    public static JsonObject OutputStatistics(long? rows) => Of("1-0-2", "OutputStatisticsOutputDatasetFacet", With([], "rowCount", rows));

    /// <summary>The time that a run is about.</summary>
    public static JsonObject NominalTime(string start, string? end) => Of("1-0-1", "NominalTimeRunFacet", With(new() { ["nominalStartTime"] = start }, "nominalEndTime", end));

    /// <summary>The run of which this one is a part.</summary>
    public static JsonObject Parent(Guid run, JobName job) => Of("1-1-0", "ParentRunFacet", new()
    {
        ["run"] = new JsonObject { ["runId"] = run.ToString() },
        ["job"] = new JsonObject { ["namespace"] = job.Namespace, ["name"] = job.Name },
    });

    /// <summary>Why a run failed.</summary>
    public static JsonObject Error(string message) => Of("1-0-1", "ErrorMessageRunFacet", new() { ["message"] = message, ["programmingLanguage"] = "C#" });

    /// <summary>What ran.</summary>
    public static JsonObject Engine(string name, string version, string adapterVersion) => Of("1-1-1", "ProcessingEngineRunFacet", new()
    {
        ["version"] = version,
        ["name"] = name,
        ["openlineageAdapterVersion"] = adapterVersion,
    });

    /// <summary>What kind of job it is.</summary>
    public static JsonObject JobType(string type) => Of("2-0-4", "JobTypeJobFacet", new() { ["processingType"] = "BATCH", ["integration"] = "LARDER", ["jobType"] = type });

    /// <summary>Where a job's code is kept.</summary>
    public static JsonObject SourceCode(GitLocation code) => Of("1-0-1", "SourceCodeLocationJobFacet", With(With(
        new() { ["type"] = "git", ["url"] = code.Url, ["repoUrl"] = code.Url }, "version", code.Commit), "path", code.Path));

    /// <summary>A query.</summary>
    public static JsonObject Sql(string query) => Of("1-0-1", "SQLJobFacet", new() { ["query"] = query });

    /// <summary>A registered model: Larder's own facet of the output of a training.</summary>
    public static JsonObject ModelVersion(string name, int version, string datasetVersion, IReadOnlyList<string> aliases) => Own("model-version", new()
    {
        ["name"] = name,
        ["version"] = version,
        ["datasetVersion"] = datasetVersion,
        ["aliases"] = new JsonArray([.. aliases.Select(a => (JsonNode)a)]),
    });

    /// <summary>What was left out of an event that had become too big: Larder's own run facet.</summary>
    public static JsonObject Reduced(IEnumerable<string> facets, int bytes) => Own("reduced-event", new()
    {
        ["removedFacets"] = new JsonArray([.. facets.Select(f => (JsonNode)f)]),
        ["originalBytes"] = bytes,
    });

    private static JsonObject Owned(string facet, string owner) => Of("1-0-1", facet, new() { ["owners"] = new JsonArray(new JsonObject { ["name"] = owner, ["type"] = "OWNER" }) });

    private static JsonObject Of(string version, string name, JsonObject content) => Base(content, $"{Spec}{version}/{name}.json#/$defs/{name}");

    private static JsonObject Own(string name, JsonObject content) => Base(content, $"urn:larder:facets:{name}:1");

    private static JsonObject Base(JsonObject content, string schema)
    {
        content["_producer"] = Producer;
        content["_schemaURL"] = schema;
        return content;
    }

    private static JsonObject With(JsonObject content, string member, JsonNode? value)
    {
        if (value is not null)
        {
            content[member] = value;
        }

        return content;
    }
}

/// <summary>A column that another one is made of.</summary>
/// <param name="Dataset">Its dataset.</param>
/// <param name="Column">The column.</param>
/// <param name="Type"><c>DIRECT</c> or <c>INDIRECT</c>.</param>
/// <param name="Subtype">For example <c>AGGREGATION</c>.</param>
/// <param name="Description">How, as an expression; null where nothing more is to be said.</param>
public sealed record ColumnOrigin(DatasetName Dataset, string Column, string Type, string Subtype, string? Description = null);

/// <summary>How one check came out.</summary>
/// <param name="Kind">The kind of check: <c>not_null</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsPassed">Whether it holds.</param>
/// <param name="IsWarning">Whether it is only told when it does not.</param>
/// <param name="Column">The column; null for the rows as a whole or several.</param>
/// <param name="Expected">What must hold; null for nothing to say.</param>
/// <param name="Actual">What was measured; null for nothing.</param>
/// <param name="Description">What else there is to say; null for nothing.</param>
public sealed record Assertion(string Kind, string Name, bool IsPassed, bool IsWarning, string? Column = null, string? Expected = null, string? Actual = null, string? Description = null);

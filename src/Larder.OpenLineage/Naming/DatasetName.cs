namespace Larder.OpenLineage;

/// <summary>What OpenLineage knows a dataset by.</summary>
/// <param name="Namespace">Where it lies: <c>file</c>, <c>s3://bucket</c>, <c>postgres://host:port</c>, <c>larder://project</c>.</param>
/// <param name="Name">Its name there.</param>
public sealed record DatasetName(string Namespace, string Name);

/// <summary>What OpenLineage knows a job by.</summary>
/// <param name="Namespace">The project.</param>
/// <param name="Name">What is done and of what: <c>ingest.order_lines</c>.</param>
public sealed record JobName(string Namespace, string Name);

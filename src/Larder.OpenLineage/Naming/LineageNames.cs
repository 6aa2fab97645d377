using System.Globalization;

namespace Larder.OpenLineage;

/// <summary>
/// The names of datasets and jobs, made in this one place: two names for one dataset would be two datasets. Files, buckets and databases are named as OpenLineage's naming page says, so that
/// they meet what other programs report; what Larder keeps itself is named by project and not by folder, so that a name outlives a move.
/// </summary>
public sealed class LineageNames
{
    private readonly Func<string, string?> _connectionOf;
    private readonly string _folder;

    /// <param name="project">The namespace of jobs and, behind <c>larder://</c>, of what Larder keeps.</param>
    /// <param name="folder">The folder from which relative paths count.</param>
    /// <param name="connectionOf">Connection strings by their names; null where there is none.</param>
    public LineageNames(string project, string folder, Func<string, string?> connectionOf)
    {
        ArgumentException.ThrowIfNullOrEmpty(project);
        (Project, _folder, _connectionOf) = (project, folder, connectionOf);
    }

    /// <summary>The namespace of jobs.</summary>
    public string Project { get; }

    /// <summary>The namespace of what Larder keeps.</summary>
    public string Store => $"larder://{Project}";

    /// <summary>A job: <c>ingest</c> of <c>order_lines</c>.</summary>
    public JobName Job(string kind, string name) => new(Project, $"{kind}.{name}");

    /// <summary>What a source is read from.</summary>
    /// <param name="source">A source that is no derived one.</param>
    /// <param name="input">The path given instead of the declared one; null for that.</param>
    public DatasetName Input(SourceDefinition source, string? input = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Format == SourceFormat.Postgres && input is null ? Postgres(source) : File(input ?? source.Path);
    }

    /// <summary>A file, folder or glob, of this machine or in S3.</summary>
    public DatasetName File(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        const string S3 = "s3://";
        if (path.StartsWith(S3, StringComparison.OrdinalIgnoreCase))
        {
            var parts = path[S3.Length..].Split('/', 2);
            return new DatasetName(S3 + parts[0], parts.Length > 1 && parts[1].Length > 0 ? parts[1] : "/");
        }

        return new DatasetName("file", Path.GetFullPath(Path.Combine(_folder, path)).Replace('\\', '/'));
    }

    /// <summary>The offline table of a source.</summary>
    public DatasetName Offline(string source) => new(Store, $"offline.{source}");

    /// <summary>The features of a view.</summary>
    public DatasetName View(string view) => new(Store, $"features.{view}");

    /// <summary>A view's rows in the online store.</summary>
    public DatasetName Online(string view) => new(Store, $"online.{view}");

    /// <summary>The training sets of a service.</summary>
    public DatasetName TrainingSet(string service) => new(Store, $"training_sets.{service}");

    /// <summary>The versions of a model.</summary>
    public DatasetName Model(string model) => new(Store, $"models.{model}");

    /// <summary>A database's table by host, port, database, schema and name; a query by the source that it is.</summary>
    private DatasetName Postgres(SourceDefinition source)
    {
        var settings = Settings(source.Connection is null ? null : _connectionOf(source.Connection));
        string Setting(string fallback, params string[] names) => names.Select(n => settings.GetValueOrDefault(n)).FirstOrDefault(v => !string.IsNullOrEmpty(v)) ?? fallback;
        var (host, database) = (Setting("localhost", "host", "server"), Setting(source.Connection ?? "postgres", "database", "db"));
        var port = int.TryParse(Setting("5432", "port"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 5432;
        var text = source.Path.Trim();
        var isQuery = text.Any(char.IsWhiteSpace);
        var table = isQuery ? $"query.{source.Name}" : text.Contains('.', StringComparison.Ordinal) ? text : $"public.{text}";
        return new DatasetName(string.Create(CultureInfo.InvariantCulture, $"postgres://{host}:{port}"), $"{database}.{table}");
    }

    /// <summary>The parts of a connection string that may be told; nothing else of it is looked at.</summary>
    private static Dictionary<string, string> Settings(string? connection) => (connection ?? string.Empty).Split(';', StringSplitOptions.RemoveEmptyEntries)
        .Select(p => p.Split('=', 2)).Where(p => p.Length == 2).Select(p => (Key: p[0].Trim().ToLowerInvariant(), Value: p[1].Trim()))
        .Where(p => p.Key is "host" or "server" or "port" or "database" or "db").GroupBy(p => p.Key).ToDictionary(g => g.Key, g => g.Last().Value);
}

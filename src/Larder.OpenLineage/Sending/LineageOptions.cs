namespace Larder.OpenLineage;

/// <summary>Where lineage events go, and how much of them is kept while they cannot.</summary>
public sealed record LineageOptions
{
    /// <summary>The server, for example <c>http://marquez:5000</c>; events are posted to <c>api/v1/lineage</c> below it. Null sends nothing there.</summary>
    public Uri? Url { get; init; }

    /// <summary>Sent as a bearer token; null for none. It is written nowhere else.</summary>
    public string? ApiKey { get; init; }

    /// <summary>A file to which events are appended, a line each; null for none.</summary>
    public string? FilePath { get; init; }

    /// <summary>Whether bodies are compressed. Default false.</summary>
    public bool Gzip { get; init; }

    /// <summary>How long one attempt may take. Default 5 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a command waits at its end for events to be sent; the rest waits in the spool for the next one. Default 2 seconds.</summary>
    public TimeSpan Flush { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How many times an event is tried again at once. Default 2.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>How long before the first of those, doubled each time. Default 200 ms.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How many events the spool holds; beyond, the oldest are dropped. Default 1,000.</summary>
    public int SpoolEvents { get; init; } = 1_000;

    /// <summary>How many bytes the spool holds. Default 32 MiB.</summary>
    public long SpoolBytes { get; init; } = 32L << 20;

    /// <summary>How many bytes one event may have. Default 256 KiB.</summary>
    public int EventBytes { get; init; } = 256 << 10;

    /// <summary>Whether events go anywhere.</summary>
    public bool IsOn => Url is not null || FilePath is not null;
}

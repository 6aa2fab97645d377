namespace Larder.Storage;

/// <summary>How sources are read that are not files of this machine. A program brings the adapters it wants.</summary>
public sealed record SourceAdapters
{
    /// <summary>None.</summary>
    public static SourceAdapters None { get; } = new();

    /// <summary>Reads tables and queries of PostgreSQL; null where the program does not.</summary>
    public IRowReader? Postgres { get; init; }

    /// <summary>Reads files whose paths begin with <c>s3://</c>; null where the program does not.</summary>
    public IRemoteFiles? S3 { get; init; }
}

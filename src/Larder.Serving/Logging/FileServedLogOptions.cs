namespace Larder.Serving.Logging;

/// <summary>Choices for a <see cref="FileServedLog"/>.</summary>
public sealed record FileServedLogOptions
{
    /// <summary>Default of <see cref="MaxFileBytes"/>: 64 MiB.</summary>
    public const long DefaultMaxFileBytes = 64L * 1024 * 1024;

    /// <summary>Default of <see cref="Capacity"/>.</summary>
    public const int DefaultCapacity = 8_192;

    /// <summary>The folder of the files; made by the first vector.</summary>
    public required string Folder { get; init; }

    /// <summary>Part of the entities whose vectors are logged, from 0, nothing, to 1. Default 0.</summary>
    public double Rate { get; init; }

    /// <summary>A file that has grown beyond this many bytes is followed by another. Default 64 MiB.</summary>
    public long MaxFileBytes { get; init; } = DefaultMaxFileBytes;

    /// <summary>Vectors that may wait to be written; more are dropped and counted. Default 8,192.</summary>
    public int Capacity { get; init; } = DefaultCapacity;

    /// <summary>Told in one line that the log cannot be written, once until it can again. Default: nobody.</summary>
    public Action<string>? OnProblem { get; init; }
}

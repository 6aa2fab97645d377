using Larder.Types;

namespace Larder.Pipelines.Runs;

/// <summary>What is known of the attempts of a task, or of one of its instances.</summary>
internal sealed class AttemptLog
{
    /// <summary>How many attempts started.</summary>
    public int Started { get; set; }

    /// <summary>How many failed by errors of their own.</summary>
    public int Failures { get; set; }

    /// <summary>How many were lost with what ran them.</summary>
    public int Losses { get; set; }

    /// <summary>Since when it may start; of a pending one, from when on it may.</summary>
    public Instant ReadySince { get; set; }

    /// <summary>Since when it first might start.</summary>
    public Instant FirstReady { get; set; }

    /// <summary>When the running attempt started.</summary>
    public Instant StartedAt { get; set; }

    /// <summary>The digest of its result; null for none.</summary>
    public string? Result { get; set; }
}

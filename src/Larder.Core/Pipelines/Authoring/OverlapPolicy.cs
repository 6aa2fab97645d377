namespace Larder;

/// <summary>What becomes of a run that is due while another run of its pipeline is not over. The numbers are stored; append only.</summary>
public enum OverlapPolicy
{
    /// <summary>It is not made. The default.</summary>
    Skip = 1,

    /// <summary>It waits; of several that wait only the newest stays.</summary>
    BufferOne = 2,

    /// <summary>It waits; all that wait run, in their order.</summary>
    BufferAll = 3,

    /// <summary>The other run is cancelled, then it starts.</summary>
    CancelOther = 4,

    /// <summary>Both run side by side.</summary>
    Allow = 5,
}

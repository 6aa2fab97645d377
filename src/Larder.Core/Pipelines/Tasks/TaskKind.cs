namespace Larder.Pipelines.Tasks;

/// <summary>What a task is. The numbers are stored; append only.</summary>
public enum TaskKind
{
    /// <summary>A method that makes a result.</summary>
    Method = 1,

    /// <summary>A method that is asked again until it says yes.</summary>
    Sensor = 2,

    /// <summary>A method that chooses which tasks go on.</summary>
    Branch = 3,

    /// <summary>A method that lets the run go on or refuses.</summary>
    Gate = 4,

    /// <summary>A person lets the run go on or refuses.</summary>
    Approval = 5,

    /// <summary>A program.</summary>
    Process = 6,

    /// <summary>A run of another pipeline.</summary>
    Pipeline = 7,
}

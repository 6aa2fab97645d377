using Larder.Errors;
using Larder.Pipelines.Time;

namespace Larder;

/// <summary>What an attempt of a task knows and can do. The ambient clock is not for tasks: a run that is repeated must see the same time.</summary>
public abstract class TaskContext
{
    /// <summary>The run.</summary>
    public abstract string RunId { get; }

    /// <summary>The task's name.</summary>
    public abstract string TaskName { get; }

    /// <summary>The item's place, where the task runs over a list; else 0.</summary>
    public abstract int Index { get; }

    /// <summary>1 for the first.</summary>
    public abstract int Attempt { get; }

    /// <summary>The stretch of time whose data the run is about.</summary>
    public abstract DataInterval Interval { get; }

    /// <summary>The run's clock: the time it was due, UTC, the same in every attempt and every repetition.</summary>
    public DateTime Now => Interval.End.ToDateTime();

    /// <summary>The run's logical date: the start of its data interval, UTC.</summary>
    public DateTime LogicalDate => Interval.Start.ToDateTime();

    /// <summary>Set when the attempt must stop: the run was cancelled, a time limit has passed, the worker is to end, or another worker has the task.</summary>
    public abstract CancellationToken Cancellation { get; }

    /// <summary>A folder for this attempt alone, empty at its start and gone some time after it.</summary>
    public abstract string WorkFolder { get; }

    /// <summary>A parameter of the run, as the pipeline declared it.</summary>
    /// <exception cref="InvalidDefinitionException">The pipeline declares no such parameter, or of another type.</exception>
    public abstract T Parameter<T>(string name);

    /// <summary>A secret of the configuration. Wherever it would be written, stars are.</summary>
    /// <exception cref="NotFoundException">The configuration has none of that name.</exception>
    public abstract string Secret(string name);

    /// <summary>What the program that runs pipelines gives to tasks, such as the workspace of the feature repository.</summary>
    /// <exception cref="NotFoundException">It gives nothing of the type.</exception>
    public abstract T Get<T>()
        where T : class;

    /// <summary>A line in the attempt's log.</summary>
    public abstract void Log(string line);

    /// <summary>What the task made, for its contract and for statistics; several reports add up.</summary>
    /// <param name="rows">How many rows.</param>
    /// <param name="bytes">How many bytes.</param>
    public abstract void Produced(long rows, long bytes = 0);

    /// <summary>How far the attempt is, from 0 to 1, for people who watch.</summary>
    public abstract void Progress(double share);
}

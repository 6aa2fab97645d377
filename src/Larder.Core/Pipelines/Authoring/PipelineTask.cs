using Larder.Errors;
using Larder.Pipelines.Tasks;

namespace Larder;

/// <summary>A task of a pipeline that is being written. What the methods of <see cref="PipelineTaskSettings"/> say holds for it from then on.</summary>
public abstract class PipelineTask
{
    private protected PipelineTask(PipelineBuilder pipeline, int place) => (Pipeline, Place) = (pipeline, place);

    /// <summary>The pipeline.</summary>
    internal PipelineBuilder Pipeline { get; }

    /// <summary>Its place in the pipeline.</summary>
    internal int Place { get; }

    /// <summary>What is said of it so far.</summary>
    internal TaskDefinition Definition
    {
        get => Pipeline.Tasks[Place];
        set => Pipeline.Tasks[Place] = value;
    }

    /// <exception cref="InvalidDefinitionException">The other is of another pipeline.</exception>
    internal int PlaceOf(PipelineTask other) => other.Pipeline == Pipeline ? other.Place : throw new InvalidDefinitionException(
        $"Pipeline {Pipeline.Name}: task '{Definition.Name}' refers to '{other.Definition.Name}' of pipeline {other.Pipeline.Name}; tasks depend on tasks of their own pipeline.");
}

/// <summary>A task that makes a result.</summary>
/// <typeparam name="T">The result: anything that JSON carries.</typeparam>
public sealed class PipelineTask<T> : PipelineTask, ITaskInput<T>
{
    internal PipelineTask(PipelineBuilder pipeline, int place)
        : base(pipeline, place)
    {
    }

    PipelineTask ITaskInput<T>.Task => this;

    bool ITaskInput<T>.IsOptional => false;

    /// <summary>The result where there is one, else the type's default: for tasks that run although this one was skipped or failed.</summary>
    public ITaskInput<T?> OrDefault() => new OptionalInput<T>(this);
}

/// <summary>A task that chooses which of the tasks that hang on it go on.</summary>
/// <typeparam name="TChoice">The choices.</typeparam>
public sealed class PipelineBranch<TChoice> : PipelineTask
    where TChoice : struct, Enum
{
    internal PipelineBranch(PipelineBuilder pipeline, int place)
        : base(pipeline, place)
    {
    }
}

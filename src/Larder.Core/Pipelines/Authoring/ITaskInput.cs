namespace Larder;

/// <summary>What a task can take from another: its result.</summary>
/// <typeparam name="T">The result.</typeparam>
public interface ITaskInput<out T>
{
    /// <summary>The other.</summary>
    internal PipelineTask Task { get; }

    /// <summary>Whether it is the type's default where the other made no result.</summary>
    internal bool IsOptional { get; }
}

/// <summary>A result that may be missing.</summary>
internal sealed class OptionalInput<T>(PipelineTask task) : ITaskInput<T?>
{
    PipelineTask ITaskInput<T?>.Task => task;

    bool ITaskInput<T?>.IsOptional => true;
}

using Larder.Errors;
using Larder.Models;
using Larder.Pipelines.Tasks;
using Larder.Types;

namespace Larder;

/// <summary>Writes the tasks of a pipeline. Each method adds one, and gives a handle that others take as input.</summary>
public sealed class PipelineBuilder
{
    internal PipelineBuilder(string name) => Name = name;

    /// <summary>The pipeline's name.</summary>
    internal string Name { get; }

    /// <summary>The tasks so far.</summary>
    internal List<TaskDefinition> Tasks { get; } = [];

    /// <summary>A task that takes nothing from others.</summary>
    /// <typeparam name="T">Its result: anything that JSON carries; for data that is large, a name of where it lies.</typeparam>
    /// <param name="name">A letter, then letters, digits and underscores; unique in the pipeline.</param>
    /// <param name="body">Runs an attempt.</param>
    /// <exception cref="InvalidDefinitionException">The name is not valid, or the body asks the ambient clock.</exception>
    public PipelineTask<T> Task<T>(string name, Func<TaskContext, Task<T>> body) =>
        Add<T>(TaskKind.Method, name, body, [], async (c, _) => await body(c).ConfigureAwait(false));

    /// <summary>A task that takes another's result.</summary>
    /// <inheritdoc cref="Task{T}(string, Func{TaskContext, Task{T}})"/>
    public PipelineTask<T> Task<T1, T>(string name, ITaskInput<T1> first, Func<TaskContext, T1, Task<T>> body) =>
        Add<T>(TaskKind.Method, name, body, [Input(first)], async (c, i) => await body(c, (T1)i[0]!).ConfigureAwait(false));

    /// <summary>A task that takes two others' results.</summary>
    /// <inheritdoc cref="Task{T}(string, Func{TaskContext, Task{T}})"/>
    public PipelineTask<T> Task<T1, T2, T>(string name, ITaskInput<T1> first, ITaskInput<T2> second, Func<TaskContext, T1, T2, Task<T>> body) =>
        Add<T>(TaskKind.Method, name, body, [Input(first), Input(second)], async (c, i) => await body(c, (T1)i[0]!, (T2)i[1]!).ConfigureAwait(false));

    /// <summary>A task that takes three others' results.</summary>
    /// <inheritdoc cref="Task{T}(string, Func{TaskContext, Task{T}})"/>
    public PipelineTask<T> Task<T1, T2, T3, T>(string name, ITaskInput<T1> first, ITaskInput<T2> second, ITaskInput<T3> third, Func<TaskContext, T1, T2, T3, Task<T>> body) =>
        Add<T>(TaskKind.Method, name, body, [Input(first), Input(second), Input(third)], async (c, i) => await body(c, (T1)i[0]!, (T2)i[1]!, (T3)i[2]!).ConfigureAwait(false));

    /// <summary>A task that takes four others' results.</summary>
    /// <inheritdoc cref="Task{T}(string, Func{TaskContext, Task{T}})"/>
    public PipelineTask<T> Task<T1, T2, T3, T4, T>(
        string name, ITaskInput<T1> first, ITaskInput<T2> second, ITaskInput<T3> third, ITaskInput<T4> fourth, Func<TaskContext, T1, T2, T3, T4, Task<T>> body) => Add<T>(
            TaskKind.Method, name, body, [Input(first), Input(second), Input(third), Input(fourth)], async (c, i) => await body(c, (T1)i[0]!, (T2)i[1]!, (T3)i[2]!, (T4)i[3]!).ConfigureAwait(false));

    /// <summary>A task that runs once for each item of a list, side by side. Its result is the list of results, in the order of the items.</summary>
    /// <typeparam name="TItem">An item.</typeparam>
    /// <typeparam name="T">The result for an item.</typeparam>
    /// <param name="name">A letter, then letters, digits and underscores; unique in the pipeline.</param>
    /// <param name="items">The list; over an empty one the task succeeds with an empty list.</param>
    /// <param name="body">Runs an attempt for an item.</param>
    /// <exception cref="InvalidDefinitionException">The name is not valid, the list optional, or the body asks the ambient clock.</exception>
    public PipelineTask<IReadOnlyList<T>> Map<TItem, T>(string name, ITaskInput<IReadOnlyList<TItem>> items, Func<TaskContext, TItem, Task<T>> body)
    {
        var input = Input(items) with { IsItem = true };
        if (input.IsOptional)
        {
            throw new InvalidDefinitionException($"Pipeline {Name}: task '{name}' runs over a list that may be missing; give it the list itself.");
        }

        Place(TaskKind.Method, name, typeof(T), body, [input], async (c, i) => await body(c, (TItem)i[0]!).ConfigureAwait(false));
        Tasks[^1] = Tasks[^1] with { Planned = Tasks[^1].Planned with { MapsOver = input.Task } };
        return new(this, Tasks.Count - 1);
    }

    /// <summary>A task that is asked again and again until it says yes; between two looks it holds no worker. Give it <c>WithLimits(total: …)</c>.</summary>
    /// <param name="name">A letter, then letters, digits and underscores; unique in the pipeline.</param>
    /// <param name="look">Whether what it waits for is there.</param>
    /// <param name="pause">Between two looks. Default 30 seconds.</param>
    /// <exception cref="InvalidDefinitionException">The name is not valid, the pause not positive, or the body asks the ambient clock.</exception>
    public PipelineTask<bool> Sensor(string name, Func<TaskContext, Task<bool>> look, TimeSpan? pause = null)
    {
        var sensor = Add<bool>(TaskKind.Sensor, name, look, [], async (c, _) => await look(c).ConfigureAwait(false));
        var between = pause ?? sensor.Definition.SensorPause;
        sensor.Definition = between > TimeSpan.Zero ? sensor.Definition with { SensorPause = between }
            : throw new InvalidDefinitionException($"Pipeline {Name}: sensor '{name}' cannot pause for {between}; give a positive time.");
        return sensor;
    }

    /// <summary>A task that chooses which of the tasks that hang on it (<c>Only(branch, choice)</c>) go on; those of other choices are skipped.</summary>
    /// <typeparam name="T1">What it decides by.</typeparam>
    /// <typeparam name="TChoice">The choices.</typeparam>
    /// <inheritdoc cref="Task{T}(string, Func{TaskContext, Task{T}})"/>
    public PipelineBranch<TChoice> Branch<T1, TChoice>(string name, ITaskInput<T1> first, Func<TaskContext, T1, Task<TChoice>> body)
        where TChoice : struct, Enum
    {
        Place(TaskKind.Branch, name, typeof(TChoice), body, [Input(first)], async (c, i) => await body(c, (T1)i[0]!).ConfigureAwait(false));
        return new(this, Tasks.Count - 1);
    }

    /// <summary>A task that lets the run go on or refuses: its verdict and the numbers behind it are stored. What is inconclusive does not pass. A run that a gate stopped is <c>rejected</c>, not failed.</summary>
    /// <typeparam name="T1">What it judges.</typeparam>
    /// <inheritdoc cref="Task{T}(string, Func{TaskContext, Task{T}})"/>
    public PipelineTask<GateResult> Gate<T1>(string name, ITaskInput<T1> first, Func<TaskContext, T1, Task<GateResult>> body) =>
        Add<GateResult>(TaskKind.Gate, name, body, [Input(first)], async (c, i) => await body(c, (T1)i[0]!).ConfigureAwait(false));

    /// <summary>A task that a person decides: the run waits, holding no worker, until somebody approves or refuses.</summary>
    /// <param name="name">A letter, then letters, digits and underscores; unique in the pipeline.</param>
    /// <param name="question">What is asked.</param>
    /// <exception cref="InvalidDefinitionException">The name is not valid or the question empty.</exception>
    public PipelineTask<bool> Approval(string name, string question)
    {
        var approval = Add<bool>(TaskKind.Approval, name, null, [], (_, _) => throw new InvalidOperationException("An approval has no method."));
        approval.Definition = !string.IsNullOrWhiteSpace(question) ? approval.Definition with { Question = question, Resources = ResourceVector.Empty }
            : throw new InvalidDefinitionException($"Pipeline {Name}: approval '{name}' asks nothing; write the question that a person answers.");
        return approval;
    }

    private static TaskInput Input<T>(ITaskInput<T> input) => new(input.Task.Place, input.IsOptional);

    private PipelineTask<T> Add<T>(TaskKind kind, string name, Delegate? method, IReadOnlyList<TaskInput> inputs, Func<TaskContext, IReadOnlyList<object?>, Task<object?>> body)
    {
        Place(kind, name, typeof(T), method, inputs, body);
        return new(this, Tasks.Count - 1);
    }

    private void Place(TaskKind kind, string name, Type result, Delegate? method, IReadOnlyList<TaskInput> inputs, Func<TaskContext, IReadOnlyList<object?>, Task<object?>> body)
    {
        Names.Check("task", name);
        if (method is not null)
        {
            AmbientClock.Refuse(method, $"Pipeline {Name}: task '{name}'");
        }

        Tasks.Add(new(kind, new(name, [.. inputs.Select(i => i.Task)]), result, inputs, body));
    }
}

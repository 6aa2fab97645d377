namespace Larder.Bench.Pipelines;

/// <summary>Tasks that wait ten milliseconds: one after the other, or all at once.</summary>
internal sealed class TasksRepository(int tasks, bool isParallel) : FeatureRepository
{
    public Pipeline Light => Pipeline(p =>
    {
        PipelineTask<int>? last = null;
        for (var i = 0; i < tasks; i++)
        {
            last = last is null || isParallel ? p.Task($"t{i}", _ => BodyAsync()) : p.Task($"t{i}", last, (_, _) => BodyAsync());
        }
    });

    /// <summary>What each task does, here and in the reference.</summary>
    public static async Task<int> BodyAsync()
    {
        await Task.Delay(10);
        return 1;
    }
}

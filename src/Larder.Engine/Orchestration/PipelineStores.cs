using Larder.Storage;

namespace Larder.Orchestration;

/// <summary>Where runs and schedules are kept.</summary>
/// <param name="Runs">For owners.</param>
/// <param name="History">For readers.</param>
/// <param name="Schedules">How far schedules have come.</param>
public sealed record PipelineStores(IRunStore Runs, IRunHistory History, IScheduleStore Schedules);

using Larder.Conformance;
using Larder.Storage;

namespace Larder.Testing;

public sealed class InMemoryRunStoreTests : RunStoreConformance
{
    private readonly InMemoryPipelines _pipelines;

    public InMemoryRunStoreTests() => _pipelines = new(Clock);

    protected override IRunStore Store => _pipelines;

    protected override IRunHistory History => _pipelines;
}

public sealed class InMemoryScheduleStoreTests : ScheduleStoreConformance
{
    protected override IScheduleStore Store { get; } = new InMemoryPipelines(new ManualClock());
}

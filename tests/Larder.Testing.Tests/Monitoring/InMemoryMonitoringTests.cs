using Larder.Conformance;
using Larder.Storage;

namespace Larder.Testing;

public sealed class InMemoryProfileStoreTests : ProfileStoreConformance
{
    protected override IProfileStore Store { get; } = new InMemoryProfileStore();
}

public sealed class InMemoryDriftStoreTests : DriftStoreConformance
{
    protected override IDriftStore Store { get; } = new InMemoryDriftStore();
}

using Larder.Conformance;
using Larder.Storage;

namespace Larder.Testing;

public sealed class InMemoryTallyStoreTests : TallyStoreConformance
{
    protected override ITallyStore Store { get; } = new InMemoryTallyStore();
}

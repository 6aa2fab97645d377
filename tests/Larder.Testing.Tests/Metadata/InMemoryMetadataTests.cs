using Larder.Conformance;
using Larder.Storage;

namespace Larder.Testing;

public sealed class InMemoryDefinitionStoreTests : DefinitionStoreConformance
{
    protected override IDefinitionStore Store { get; } = new InMemoryDefinitionStore();
}

public sealed class InMemoryDatasetStoreTests : DatasetStoreConformance
{
    protected override IDatasetStore Store { get; } = new InMemoryDatasetStore();
}

public sealed class InMemoryModelStoreTests : ModelStoreConformance
{
    protected override IModelStore Store { get; } = new InMemoryModelStore();
}

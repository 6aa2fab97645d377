using Larder.Conformance;
using Larder.Storage;

namespace Larder.Testing;

public sealed class InMemoryAlertStoreTests : AlertStoreConformance
{
    protected override IAlertStore Store { get; } = new InMemoryAlertStore();
}

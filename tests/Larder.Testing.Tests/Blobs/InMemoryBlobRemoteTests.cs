using Larder.Conformance;
using Larder.Storage;

namespace Larder.Testing;

public sealed class InMemoryBlobRemoteTests : BlobRemoteConformance
{
    protected override IBlobRemote Remote { get; } = new InMemoryBlobRemote();
}

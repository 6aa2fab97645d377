using Larder.Conformance;
using Larder.Storage;

namespace Larder.Testing;

public class InMemoryOnlineStoreTests : OnlineStoreConformance
{
    protected override string Location => "memory";


    protected override IOnlineStore Open() => new InMemoryOnlineStore();
}

public sealed class InMemoryOnlineStoreUnderFaultsTests : InMemoryOnlineStoreTests
{
    protected override IOnlineStore Open() => new RetryingOnlineStore(new FaultyOnlineStore(base.Open(), FaultPlans.TwoOfThree));
}

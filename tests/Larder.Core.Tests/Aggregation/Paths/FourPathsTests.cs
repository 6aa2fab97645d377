using FsCheck;
using FsCheck.Fluent;
using Larder.Reference;

namespace Larder.Core.Tests.Aggregation.Paths;

/// <summary>DESIGN 2.8 as one property: naive, batch, online and streamed values are the same bits, whatever the view, its events and the time.</summary>
public class FourPathsTests
{
    [Fact]
    public void All_paths_give_the_naive_values_to_the_last_bit()
    {
        var compared = 0L;
        Prop.ForAll(AggregationCase.OfAnySize, c => { compared += new FourPaths(c).Compare(); })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(CaseCount.Of(2_000)).WithReplay(20_261_201, 851_427_001));

        TestContext.Current.TestOutputHelper!.WriteLine($"{compared:N0} values compared on four paths");
        compared.ShouldBeGreaterThanOrEqualTo(CaseCount.Of(1_000_000));
    }
}

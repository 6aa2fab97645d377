#pragma warning disable CA1822 // Definitions are instance properties: the repository is read through them.
namespace Larder.Core.Tests.Catalog;

public sealed record AskedWithBranch(int? BranchId);

/// <summary>What the repositories with wrong keys have in common.</summary>
public abstract class WrongKeyRepository : WrongRepository
{
    public Entity<int> Branch => OtherBranch;

    public Entity<string, string> CustomerProduct { get; } = new("customer_id", "product_id");
}

public sealed class ModelOverCutoffs : WrongKeyRepository
{
    public FeatureService Both => Service([SumOf(1, "total"), BranchSum("branch_total")]);

    public Spine Weekly => Orders.SpineBy(Customer, o => o.Customer).Every(Window.Days(7), Window.Days(7), Window.Days(7));

    public Model Wins => LogisticRegression(Both, Weekly);
}

public sealed class CutoffsOfTwoEntities : WrongKeyRepository
{
    public Spine Weekly => Orders.SpineBy(Customer, o => o.Customer).With(Branch, o => o.Branch).Every(Window.Days(7), Window.Days(7), Window.Days(7));
}

public sealed class SpineOfOneEntityTwice : WrongKeyRepository
{
    public Spine Each => Orders.SpineBy(Customer, o => o.Customer).With(Branch, o => o.Branch).With(Branch, o => o.Quantity).EachEvent(o => o.Returned);
}

public sealed class SpineInTwoWays : WrongKeyRepository
{
    public Spine Each => Orders.SpineBy(Customer, o => o.Customer).With(CustomerProduct, o => new { Customer = o.Product, o.Product }).EachEvent(o => o.Returned);
}

public sealed class SpineRequestWithFurtherKey : WrongKeyRepository
{
    public Spine Each => Orders.SpineBy(Customer, o => o.Customer).With(Branch, o => o.Branch).EachEvent(o => o.Returned, o => new AskedWithBranch(o.Branch));
}

public sealed class KeysAtOdds : WrongRepository
{
    public Entity<long> Numbered { get; } = new("customer_id");

    public FeatureService Both => Service([SumOf(1, "total"), Orders.AggregateBy(Numbered, o => o.Quantity, w => new Sum(w.Count(Window.Days(1))), "numbered_total")]);
}

public sealed class KeyOfSpine : FeatureRepository
{
    public Entity<string, long> Odd => new("customer_id", "Label");
}

public sealed class KeyPartTwice : FeatureRepository
{
    public Entity<string, long> Twice => new("Customer_Id", "customer_id");
}

public sealed class KeyPartOfDecimal : FeatureRepository
{
    public Entity<string, decimal> Odd => new("customer_id", "amount");
}

public sealed class KeyNotInParts : WrongKeyRepository
{
    public FeatureView Total => Orders.AggregateBy(CustomerProduct, o => o.Customer, w => new Sum(w.Count(Window.Days(1))));
}

public sealed class KeyOfTooManyParts : WrongKeyRepository
{
    public FeatureView Total => Orders.AggregateBy(CustomerProduct, o => new { o.Customer, o.Product, o.Branch }, w => new Sum(w.Count(Window.Days(1))));
}

public sealed class KeyInOtherOrder : WrongKeyRepository
{
    public FeatureView Total => Orders.AggregateBy(CustomerProduct, o => new { ProductId = o.Product, CustomerId = o.Customer }, w => new Sum(w.Count(Window.Days(1))));
}

public sealed class KeyPartOfOtherType : WrongKeyRepository
{
    public FeatureView Total => Orders.AggregateBy(CustomerProduct, o => new { o.Customer, o.Quantity }, w => new Sum(w.Count(Window.Days(1))));
}

using Larder.Errors;
using Larder.Types;

namespace Larder.Core.Tests.Types;

public class NamesTests
{
    [Theory]
    [InlineData("Revenue7d", "revenue_7d")]
    [InlineData("CustomerSpend", "customer_spend")]
    [InlineData("CustomerID", "customer_id")]
    [InlineData("HTTPServer", "http_server")]
    [InlineData("AverageBasket90d", "average_basket_90d")]
    [InlineData("Orders30D", "orders_30_d")]
    [InlineData("customer_id", "customer_id")]
    [InlineData("revenue_7d", "revenue_7d")]
    [InlineData("A", "a")]
    [InlineData("ABc", "a_bc")]
    [InlineData("X1Y2", "x_1_y_2")]
    [InlineData("Utf8", "utf_8")]
    [InlineData("_private", "_private")]
    [InlineData("", "")]
    public void Names_become_snake_case(string name, string snake)
    {
        Names.ToSnakeCase(name).ShouldBe(snake);
        Names.ToSnakeCase(snake).ShouldBe(snake, "twice is once");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("7d")]
    [InlineData("_x")]
    [InlineData("a b")]
    [InlineData("a:b")]
    [InlineData("größe")]
    public void Other_names_are_refused(string? name) =>
        Should.Throw<InvalidDefinitionException>(() => Names.Check("feature", name))
            .Message.ShouldBe($"'{name}' is no valid feature name; use a letter, then letters, digits and underscores, 100 at most.");

    [Fact]
    public void A_name_of_a_hundred_characters_is_the_longest()
    {
        Names.Check("view", new string('a', 100)).ShouldBe(new string('a', 100));
        Should.Throw<InvalidDefinitionException>(() => Names.Check("view", new string('a', 101)));
    }
}

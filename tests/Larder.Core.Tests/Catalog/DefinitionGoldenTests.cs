using System.Text;
using System.Text.Json.Nodes;

namespace Larder.Core.Tests.Catalog;

/// <summary>
/// The canonical forms and their hashes are stored in registries: an accidental change of form would make a new version of every
/// definition of every user. When the change is meant, say so in the changelog and copy the file that the failure names over the golden one.
/// </summary>
public class DefinitionGoldenTests
{
    private static readonly string Golden = Path.Combine(AppContext.BaseDirectory, "golden", "definitions", "shop.txt");

    [Fact]
    public void The_form_and_the_hash_of_every_kind_of_definition_are_those_in_the_golden_file()
    {
        var text = new StringBuilder();
        foreach (var definition in new Shop().Build().Definitions)
        {
            text.Append($"{definition.Kind} {definition.Name} {definition.Definition.Hash}\n");
            text.Append(definition.Definition.Text).Append('\n');
        }

        var actual = text.ToString();
        var expected = File.ReadAllText(Golden);
        if (actual != expected)
        {
            var written = Golden + ".actual";
            File.WriteAllText(written, actual);
            actual.ShouldBe(expected, $"the new form is in {written}");
        }
    }

    [Fact]
    public void Every_kind_is_in_the_golden_file() =>
        File.ReadLines(Golden).Where((_, line) => line % 2 == 1).Select(json => (string)JsonNode.Parse(json)!["kind"]!).Distinct()
            .ShouldBe(["entity", "source", "aggregate_view", "row_view", "on_demand_view", "service", "spine", "model"], ignoreOrder: true);

    [Fact]
    public void Building_twice_gives_the_same_hashes() =>
        new Shop().Build().Definitions.Select(d => d.Definition.Hash).ShouldBe(new Shop().Build().Definitions.Select(d => d.Definition.Hash));
}

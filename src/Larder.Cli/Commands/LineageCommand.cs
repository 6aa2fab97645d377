using System.CommandLine;
using Larder.Catalog.Lineage;
using Larder.Cli.Steps;

namespace Larder.Cli.Commands;

/// <summary><c>lineage</c>.</summary>
internal static class LineageCommand
{
    private const int MostSteps = 1_000;

    public static Command Create(CommandContext app)
    {
        var name = new Argument<string>("name") { Description = "A feature view:feature, a column source.column, or a view, source, service, spine, model or training set; a version may follow, as in repurchase@2" };
        var up = new Option<bool>("--upstream") { Description = "Only what it is made of" };
        var down = new Option<bool>("--downstream") { Description = "Only what is made of it" };
        var depth = new Option<int?>("--depth")
        {
            HelpName = "number",
            Description = "How many steps to follow; all by default",
            CustomParser = result => Arguments.Parser(text => Arguments.WholeNumber(text, 1, MostSteps), $"give a whole number from 1 to {MostSteps}")(result),
        };
        var columns = new Option<bool>("--columns") { Description = "Follow columns where a table, service or model is named" };
        var format = new Option<LineageFormat?>("--format")
        {
            HelpName = "tree|mermaid|dot",
            Description = "A tree for people, the default, or a graph in the language of Mermaid or Graphviz; --output json has all of it",
            CustomParser = result => Arguments.Parser(
                text => text switch { "tree" => LineageFormat.Tree, "mermaid" => LineageFormat.Mermaid, "dot" => LineageFormat.Dot, _ => (LineageFormat?)null }, "use tree, mermaid or dot")(result),
        };
        var command = new Command("lineage", "Show what something is made of and what is made of it, from source columns to models") { name, up, down, depth, columns, format };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var context = app.Open(parsed);
            var (isUp, isDown) = (parsed.GetValue(up), parsed.GetValue(down));
            LineageDirection[] directions = (isUp, isDown) switch
            {
                (true, false) => [LineageDirection.Upstream],
                (false, true) => [LineageDirection.Downstream],
                _ => [LineageDirection.Upstream, LineageDirection.Downstream],
            };
            await LineageStep.RunAsync(context, parsed.GetValue(name)!, directions, parsed.GetValue(depth), parsed.GetValue(columns), parsed.GetValue(format) ?? LineageFormat.Tree, cancellationToken);
            return 0;
        });
        return command;
    }
}

using System.CommandLine;
using System.CommandLine.Parsing;

namespace Larder.Cli.Commands;

/// <summary>Says in one line what is wrong with a command line, and what there is instead.</summary>
internal static class ParseErrors
{
    /// <summary>The first thing wrong; null where the command line can be run.</summary>
    public static string? Describe(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (MistakenOption(parsed) is { } option)
        {
            return $"There is no option '{option}'{(command is RootCommand ? string.Empty : $" of {command.Name}")}; there are {string.Join(", ", OptionsOf(parsed.CommandResult))}.";
        }

        if (parsed.Errors.Count == 0)
        {
            return null;
        }

        var commands = string.Join(", ", command.Subcommands.Select(c => c.Name));
        if (parsed.UnmatchedTokens is [var unmatched, ..])
        {
            return command.Subcommands.Count > 0 ? $"There is no command '{unmatched}'; there are {commands}."
                : command.Arguments.Count > 0 ? $"{command.Name} takes one {command.Arguments[0].Name}; '{unmatched}' is too many."
                : $"{command.Name} takes no argument such as '{unmatched}'.";
        }

        if (command.Subcommands.Count > 0 && parsed.Tokens.All(t => t.Type != TokenType.Command))
        {
            return $"Name a command: {commands}.";
        }

        return parsed.CommandResult.Children.OfType<OptionResult>().FirstOrDefault(o => o is { Implicit: false, Tokens.Count: 0 } && o.Option.Arity.MinimumNumberOfValues > 0) is { } bare
            ? $"{bare.Option.Name} needs a value: {bare.Option.Name} <{bare.Option.HelpName}>."
            : Sentence(parsed.Errors[0].Message);
    }

    /// <summary>A word that looks like an option and is none; behind <c>--</c> every word is an argument.</summary>
    private static string? MistakenOption(ParseResult parsed)
    {
        var plain = parsed.Tokens.TakeWhile(t => t.Type != TokenType.DoubleDash).Where(t => t.Type == TokenType.Argument).ToHashSet();
        var taken = parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(a => a.Tokens).Where(plain.Contains).Select(t => t.Value);
        return taken.Concat(parsed.UnmatchedTokens.Where(u => plain.Any(t => t.Value == u))).FirstOrDefault(t => t.Length > 1 && t[0] == '-');
    }

    private static IEnumerable<string> OptionsOf(CommandResult result)
    {
        var own = result.Command.Options.Where(o => !o.Hidden);
        var inherited = (result.Parent as CommandResult)?.Command.Options.Where(o => o.Recursive) ?? [];
        return own.Concat(inherited).Select(o => o.Name).Distinct();
    }

    private static string Sentence(string message) => $"{message.ReplaceLineEndings(" ").Replace("\t", string.Empty, StringComparison.Ordinal).TrimEnd('.', ' ')}.";
}

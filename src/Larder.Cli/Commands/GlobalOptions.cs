using System.CommandLine;

namespace Larder.Cli.Commands;

/// <summary>The options of every command.</summary>
internal static class GlobalOptions
{
    private const string Json = "json";
    private const string Text = "text";

    public static Option<string?> State { get; } = new("--state")
    {
        Description = "Folder of all state; also Larder:StatePath in appsettings.json or Larder__StatePath. Default .larder",
        HelpName = "folder",
        Recursive = true,
    };

    public static Option<string> Output { get; } = new("--output")
    {
        Description = "text, or json for one JSON document on standard output and text on standard error",
        HelpName = $"{Json}|{Text}",
        DefaultValueFactory = _ => Text,
        CustomParser = Arguments.Parser<string>(text => text is Json or Text ? text : null, $"use {Text} or {Json}"),
        Recursive = true,
    };

    public static Option<bool> Verbose { get; } = new("--verbose") { Description = "Print stack traces of errors", Recursive = true };

    public static bool IsJson(ParseResult parsed) => parsed.GetValue(Output) == Json;
}

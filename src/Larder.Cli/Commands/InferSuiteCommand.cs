using System.CommandLine;
using Larder.Cli.Steps;
using Larder.Errors;

namespace Larder.Cli.Commands;

/// <summary><c>infer-suite</c>.</summary>
internal static class InferSuiteCommand
{
    public static Command Create(CommandContext app)
    {
        var (source, input, stored) = (IngestCommands.Source(), IngestCommands.Input(), new Option<bool>("--stored") { Description = "Infer it from the rows that are stored instead of files" });
        var write = Arguments.Path("--write", "file", "Write it to this file, which must not exist, instead of showing it");
        var command = new Command("infer-suite", "Infer a suite from rows that are known to be good, for you to review") { source, input, stored, write };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var isStored = parsed.GetValue(stored);
            var chosen = IngestCommands.Choose(app, parsed.GetValue(source), isStored, parsed.GetValue(input));
            var file = parsed.GetValue(write);
            if (File.Exists(file))
            {
                throw new ConflictException($"There is a suite {file} already, and people may have worked on it; give another path and compare.");
            }

            await using var context = isStored ? app.OpenExisting(parsed) : app.Open(parsed);
            await InferSuiteStep.RunAsync(context, chosen, parsed.GetValue(input), isStored, file, cancellationToken);
            return 0;
        });
        return command;
    }
}

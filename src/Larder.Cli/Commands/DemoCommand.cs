using System.CommandLine;
using System.Text;
using Larder.Catalog;
using Larder.Cli.Demo;
using Larder.Errors;
using Larder.Ingestion;

namespace Larder.Cli.Commands;

/// <summary><c>demo</c>: everything from raw events to a served prediction.</summary>
internal static class DemoCommand
{
    public static Command Create(CommandContext app)
    {
        var input = Arguments.Path("--input", "file", "Raw file or glob; generated data when left out");
        var command = new Command("demo", "Run everything, from raw events to a served prediction") { input };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var model = Arguments.Choose(app.Catalog.Models, m => m.Name, null, "model");
            var path = parsed.GetValue(input);
            if (path is not null)
            {
                EventIngestion.EnsureExists(model.Spine.Source, path);
            }
            else if (app.Options.GenerateDemoData is null)
            {
                throw new InvalidInputException("This repository brings no generated data; give a file with --input.");
            }

            await using var context = app.Open(parsed, "demo-" + NameOf(path));
            path ??= await DemoData.EnsureAsync(app.Options, context.Workspace.Options.StatePath, cancellationToken);
            await new DemoRun(context, model, path).RunAsync(cancellationToken);
            return 0;
        });
        return command;
    }

    /// <summary>Each input has its own state, so that demos do not mix and a repeated one finds its own.</summary>
    private static string NameOf(string? input)
    {
        if (input is null)
        {
            return "generated";
        }

        var full = Path.GetFullPath(input);
        var plain = new string([.. Path.GetFileName(full).Split('.')[0].Where(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')]);
        return $"{plain}-{CanonicalJson.HashOf(Encoding.UTF8.GetBytes(full))[..8]}";
    }
}

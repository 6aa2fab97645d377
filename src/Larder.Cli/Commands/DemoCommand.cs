using System.CommandLine;
using System.Text;
using Larder.Catalog;
using Larder.Cli.Demo;
using Larder.Engine;
using Larder.Errors;

namespace Larder.Cli.Commands;

/// <summary><c>demo</c>: everything from raw events to a served prediction.</summary>
internal static class DemoCommand
{
    public static Command Create(AppContextData app)
    {
        var input = new Option<string?>("--input") { Description = "Raw file or glob; generated data when left out" };
        var command = new Command("demo", "Run everything, from raw events to a served prediction") { input };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var model = Arguments.Choose(app.Catalog.Models, m => m.Name, null, "model");
            var path = parsed.GetValue(input);
            var state = Path.Combine(AppContextData.StatePath(parsed), "demo-" + NameOf(path));
            path ??= await GenerateAsync(app.Options, state, cancellationToken);
            await using var context = app.Open(parsed, state);
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

    private static async Task<string> GenerateAsync(LarderAppOptions options, string state, CancellationToken cancellationToken)
    {
        if (options.GenerateDemoData is not { } generate)
        {
            throw new InvalidInputException("This repository brings no generated data; give a file with --input.");
        }

        var path = Path.Combine(state, options.DemoFileName);
        if (!File.Exists(path))
        {
            Workspace.CreateFolder(state);
            var temporary = path + ".writing";
            await generate(temporary, cancellationToken);
            File.Move(temporary, path, overwrite: true);
        }

        return path;
    }
}

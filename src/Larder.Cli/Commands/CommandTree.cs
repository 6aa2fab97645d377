using System.CommandLine;

namespace Larder.Cli.Commands;

/// <summary>All commands.</summary>
internal static class CommandTree
{
    public static RootCommand Build(AppContextData app)
    {
        var root = new RootCommand("Larder: features, training sets, models and serving of this repository")
        {
            DemoCommand.Create(app),
            IngestCommands.Ingest(app),
            IngestCommands.Validate(app),
            DefinitionCommands.Plan(app),
            DefinitionCommands.Apply(app),
            TrainingCommands.TrainingSet(app),
            TrainingCommands.Train(app),
            TrainingCommands.Models(app),
            MaterializeCommand.Create(app),
            ServeCommand.Create(app),
            VerifyCommand.Create(app),
        };
        AppContextData.Output.AcceptOnlyFromAmong("text", "json");
        root.Options.Add(AppContextData.State);
        root.Options.Add(AppContextData.Output);
        root.Options.Add(AppContextData.Verbose);
        return root;
    }
}

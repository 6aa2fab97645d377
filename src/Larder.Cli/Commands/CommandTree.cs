using System.CommandLine;

namespace Larder.Cli.Commands;

/// <summary>All commands.</summary>
internal static class CommandTree
{
    public static RootCommand Build(CommandContext app) => new("Larder: features, training sets, models and serving of this repository")
    {
        DemoCommand.Create(app),
        IngestCommands.Ingest(app),
        IngestCommands.Validate(app),
        InferSuiteCommand.Create(app),
        DeriveCommand.Create(app),
        BackfillCommand.Create(app),
        DefinitionCommands.Plan(app),
        DefinitionCommands.Apply(app),
        TrainingSetCommand.Create(app),
        ModelCommands.Train(app),
        ModelCommands.List(app),
        MaterializeCommand.Create(app),
        MaterializeCommand.CreateIncremental(app),
        PipelineCommands.Create(app),
        DataCommands.Create(app),
        EraseCommand.Create(app),
        AlertCommands.Create(app),
        ServeCommand.Create(app),
        MonitorCommand.Create(app),
        VerifyCommand.Create(app),
        DriftCommand.Create(app),
        ReportCommand.Create(app),
        ExplainCommand.Create(app),
        LineageCommand.Create(app),
        FeaturesCommands.Create(app),
        GlobalOptions.State,
        GlobalOptions.Output,
        GlobalOptions.Verbose,
    };
}

using Larder.Catalog;
using Larder.Cli;
using Larder.Cli.Verification;
using Larder.Engine;

namespace Larder.Verification;

/// <summary>A user's program that checks parity.</summary>
internal static class ParityProgram
{
    public static async Task<ParityReport> CheckAsync(FeatureCatalog catalog, string statePath)
    {
        // snippet:parity
        await using var state = EmbeddedState.Open(catalog, new WorkspaceOptions { StatePath = statePath, RepositoryPath = "." });
        var report = await new ParityCheck(state.Workspace).SampleAsync(catalog.Service("riding"), new ParityOptions { Pairs = 300 });
        foreach (var difference in report.Examples.Where(e => e.Cause == DifferenceCause.Genuine))
        {
            Console.WriteLine(difference);
        }

        // end-snippet
        return report;
    }
}

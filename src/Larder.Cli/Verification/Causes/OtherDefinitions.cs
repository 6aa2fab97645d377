using Larder.Catalog;
using Larder.Engine;
using Larder.OnDemand;

namespace Larder.Cli.Verification.Causes;

/// <summary>Finds values that other definitions or other code made.</summary>
internal sealed class OtherDefinitions(Workspace workspace, AppliedVersions versions, FeaturePlan plan)
{
    /// <summary>Closes the differences whose views were served in another version: today's definition need not give the same.</summary>
    public void JudgeViews(IEnumerable<Difference> differences)
    {
        foreach (var difference in differences.Where(d => d.IsOpen))
        {
            var served = difference.Online.Origin.Versions;
            var other = ViewsBehind(difference).FirstOrDefault(v => served.TryGetValue(v.Name, out var version) && version != versions.Views.GetValueOrDefault(v.Name));
            if (other is not null)
            {
                var today = versions.Views.TryGetValue(other.Name, out var version) ? $"{other.Name}@{version}" : "not applied";
                difference.Close(DifferenceCause.DefinitionVersion, $"served by {other.Name}@{served[other.Name]}, today's definition is {today}");
            }
        }
    }

    /// <summary>Closes the differences left of vectors and rows that other code made: it may have computed them otherwise, and cannot be run.</summary>
    public void JudgeCode(IEnumerable<Difference> differences)
    {
        foreach (var difference in differences.Where(d => d.IsOpen))
        {
            var origin = difference.Online.Origin;
            var sources = ViewsBehind(difference).OfType<CompiledSourceView>();
            var rows = sources.SelectMany(v => origin.MadeFrom.GetValueOrDefault(v.Name) ?? []).FirstOrDefault(o => o.CodeVersion != workspace.CodeVersion);
            if (origin.CodeVersion != workspace.Catalog.CodeVersion)
            {
                difference.Close(DifferenceCause.DefinitionVersion, $"served by code {origin.CodeVersion}, this is {workspace.Catalog.CodeVersion}");
            }
            else if (rows is not null)
            {
                difference.Close(DifferenceCause.DefinitionVersion, $"rows of {rows.Table} were made by code {rows.CodeVersion}, this is {workspace.CodeVersion}");
            }
        }
    }

    private IEnumerable<CompiledView> ViewsBehind(Difference difference) =>
        (difference.Output < 0 ? plan.Outputs : [plan.Outputs[difference.Output]]).SelectMany(o => WithInputs(o.View)).Distinct();

    private static IEnumerable<CompiledView> WithInputs(CompiledView view) =>
        view is CompiledOnDemandView onDemand ? [.. onDemand.Inputs.SelectMany(WithInputs), view] : [view];
}

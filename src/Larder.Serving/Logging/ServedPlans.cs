using Larder.Catalog;
using Larder.OnDemand;

namespace Larder.Serving.Logging;

/// <summary>Describes plans for the log.</summary>
internal static class ServedPlans
{
    /// <summary>The description; null where no entity is asked for, whose vectors are not logged.</summary>
    public static ServedPlan? Of(FeaturePlan plan, string? service, FeatureCatalog catalog, AppliedVersions versions) => plan.Keys.Columns.Count == 0
        ? null
        : new ServedPlan(
            service is null ? null : $"{service}@{versions.Services.GetValueOrDefault(service)}",
            [.. plan.Keys.Columns.Select(k => k.Name)],
            catalog.CodeVersion,
            [.. plan.Outputs.SelectMany(o => WithInputs(o.View)).Distinct().Select(v => new ServedView(v.Name, versions.Views.GetValueOrDefault(v.Name), v is CompiledSourceView))],
            [.. plan.Request.Select(r => r.Name)],
            [.. plan.Outputs.Select(o => $"{o.View.Name}:{o.Feature.Name}")]);

    private static IEnumerable<CompiledView> WithInputs(CompiledView view) =>
        view is CompiledOnDemandView onDemand ? [.. onDemand.Inputs.SelectMany(WithInputs), view] : [view];
}

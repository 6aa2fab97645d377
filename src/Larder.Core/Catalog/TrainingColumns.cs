using Larder.Errors;
using Larder.OnDemand;

namespace Larder.Catalog;

/// <summary>Refuses services whose training sets would have two columns of one name.</summary>
internal static class TrainingColumns
{
    /// <param name="service">The service.</param>
    /// <param name="plan">Its plan.</param>
    /// <exception cref="InvalidDefinitionException">Two columns have one name, but for the case of letters.</exception>
    public static void Check(CompiledService service, FeaturePlan plan)
    {
        var known = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["event_timestamp"] = "the time of the spine",
            ["label"] = "the label of the spine",
        };
        foreach (var key in service.Keys.Columns)
        {
            Add(key.Name, $"the join key {key.Name}");
        }

        foreach (var column in plan.Request)
        {
            Add(column.Name, $"request column '{column.Name}'");
        }

        foreach (var view in service.Views)
        {
            if (view is CompiledSourceView)
            {
                Add($"{view.Name}__event_time", $"the event time of view {view.Name}");
                Add($"{view.Name}__status", $"the status of view {view.Name}");
            }

            foreach (var feature in view.Features)
            {
                Add($"{view.Name}__{feature.Name}", $"feature '{view.Name}:{feature.Name}'");
            }
        }

        void Add(string column, string what)
        {
            if (!known.TryAdd(column, what))
            {
                throw new InvalidDefinitionException(
                    $"Service {service.Name}: {known[column]} and {what} would both be column '{column}' of its training sets; rename one of them.");
            }
        }
    }
}

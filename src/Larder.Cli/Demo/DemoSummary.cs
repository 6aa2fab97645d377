using System.Globalization;
using System.Text.Json.Nodes;
using Larder.Cli.Steps;

namespace Larder.Cli.Demo;

/// <summary>The short summary at the end of the demo, made from its JSON document so that both say the same.</summary>
internal static class DemoSummary
{
    public static void Print(StepContext context, JsonObject demo)
    {
        var report = context.Report;
        report.Line();
        report.Heading("Summary");
        string N(string path) => Convert.ToInt64(Value(demo, path).GetValue<object>(), CultureInfo.InvariantCulture).ToString("N0", CultureInfo.InvariantCulture);
        string D(string path) => Convert.ToDouble(Value(demo, path).GetValue<object>(), CultureInfo.InvariantCulture).ToString("0.0000", CultureInfo.InvariantCulture);
        report.Line($"  rows      {N("rows.read")} read = {N("rows.stored")} stored + {N("rows.quarantined")} quarantined");
        report.Line($"  features  {Value(demo, "features")} in a training set of {N("training.rows")} rows");
        report.Line($"  model     {Value(demo, "model.name")} v{Value(demo, "model.champion")}: AUC {D("model.auc")}, baseline {D("model.baseline_auc")}");
        report.Line($"  gates     {string.Join(", ", demo["gates"]!.AsArray().Select(g => $"{g!["name"]} {g["verdict"]}"))}");
        report.Line($"  parity    {N("parity.compared")} compared, {N("parity.equal")} equal, {N("parity.different")} different");
        report.Line($"  seconds   {string.Join(", ", demo["seconds"]!.AsObject().Select(s => $"{s.Key} {s.Value!.GetValue<double>().ToString("0.00", CultureInfo.InvariantCulture)}"))}");
        report.Line();
        report.Line($"Everything lies in {demo["state"]}:");
        report.Line("  offline/      events and quarantine, Delta tables of Parquet files");
        report.Line("  datasets/     training sets, one folder per dataset version");
        report.Line("  registry.db   definitions, training set records, models (SQLite)");
        report.Line("  online.db     the online store (SQLite)");
        report.Line("Next, the server and questions to it as of the newest data, then what changing a feature would do:");
        foreach (var hint in NextSteps.Of(demo))
        {
            report.Line($"  {hint}");
        }
    }

    private static JsonNode Value(JsonObject document, string path) =>
        path.Split('.').Aggregate((JsonNode)document, (node, name) => node[name] ?? throw new InvalidOperationException($"The demo has no {path}."));
}

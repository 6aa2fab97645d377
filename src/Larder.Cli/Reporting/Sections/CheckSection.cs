using System.Xml.Linq;
using Larder.Cli.Output;
using Larder.Quality.Checks;
using static Larder.Cli.Reporting.Html;

namespace Larder.Cli.Reporting.Sections;

/// <summary>The results of a source's suite, with groups and examples of what is broken.</summary>
internal static class CheckSection
{
    private const int MostGroups = 20;
    private static readonly string[] Columns = ["outcome", "check", "columns", "limit", "tested", "bad", "share", "measured"];

    public static IEnumerable<XElement> Of(SourceReport source, Redaction redaction, string anchor)
    {
        yield return E("h3", A("id", anchor), "Checks");
        yield return Table($"Checks of {source.Source.Name} over {source.Rows}", Columns, source.Checks.Select(r => Row(source, r, redaction)));
        foreach (var result in source.Checks.Where(r => r.Outcome is not CheckOutcome.Pass))
        {
            foreach (var part in Broken(source, result, redaction))
            {
                yield return part;
            }
        }
    }

    private static IReadOnlyList<object> Row(SourceReport source, CheckResult result, Redaction redaction)
    {
        var (check, tally) = (result.Check, result.Tally);
        return
        [
            Mark(ValidationJson.Name(result.Outcome)),
            check.Name,
            string.Join(", ", check.Columns.Select(c => source.Source.Schema.Columns[c].Name)),
            check.WarnLimit is { } warn ? $"{check.Limit}, {warn}" : check.Limit,
            ShownText.Count(tally.Tested),
            check.IsAggregate ? string.Empty : ShownText.Count(tally.Bad),
            check.IsAggregate || tally.Share is not { } share ? string.Empty : ShownText.Share(share),
            redaction.Measured(tally.Value),
        ];
    }

    private static IEnumerable<XElement> Broken(SourceReport source, CheckResult result, Redaction redaction)
    {
        var check = result.Check;
        XElement?[] parts =
        [
            check.Description is { } description ? E("p", description) : null,
            result.Error is { } error ? E("p", $"{(result.Outcome == CheckOutcome.Error ? "It could not run" : "It was not evaluated")}: {redaction.Error(error)}") : null,
            result.Tally.Repeated > 0 ? E("p", $"{ShownText.Count(result.Tally.Repeated)} values repeat, {ShownText.Count(result.Tally.Surplus)} surplus.") : null,
            Groups(source, result, redaction),
            result.Samples.Count > 0 ? Table($"Examples of what breaks {check.Name}", ["example", "values"], result.Samples.Select(s => Example(source, check, s, redaction))) : null,
        ];
        return parts.Any(p => p is not null) ? [E("h4", E("span", check.Name), " ", Mark(ValidationJson.Name(result.Outcome))), .. parts.OfType<XElement>()] : [];
    }

    private static XElement? Groups(SourceReport source, CheckResult result, Redaction redaction)
    {
        var broken = result.Groups.Index().Where(g => g.Item.Outcome is not CheckOutcome.Pass).ToArray();
        if (broken.Length == 0)
        {
            return null;
        }

        var column = source.Source.Schema.Columns[result.Check.GroupBy!.Value].Name;
        var which = broken.Length > MostGroups ? $"The first {MostGroups} of {ShownText.Count(broken.Length)} groups" : "Groups";
        return Table(
            $"{which} by {column} that break {result.Check.Name}, of {ShownText.Count(result.Groups.Count)} in all",
            [column, "outcome", "tested", "bad", "measured"],
            broken.Take(MostGroups).Select(g => (IReadOnlyList<object>)
            [
                redaction.Nth("group", g.Index, g.Item.Key.IsNull ? "null" : g.Item.Key.ToString()),
                Mark(ValidationJson.Name(g.Item.Outcome)),
                ShownText.Count(g.Item.Tally.Tested),
                result.Check.IsAggregate ? string.Empty : ShownText.Count(g.Item.Tally.Bad),
                redaction.Measured(g.Item.Tally.Value),
            ]));
    }

    private static IReadOnlyList<object> Example(SourceReport source, Check check, CheckSample sample, Redaction redaction)
    {
        var which = sample.Names is not null ? "found by the query"
            : check.SampleColumns is null ? $"row {ShownText.Count(sample.Row)}"
            : $"{ShownText.Count(sample.Row)} rows{(sample.There is { } there ? $", {ShownText.Count(there)} in {check.Other!.Source.Name}" : string.Empty)}";
        return [which, redaction.ShowsValues ? ValidationJson.Pairs(source.Source, check, sample) : Redaction.Hidden];
    }
}

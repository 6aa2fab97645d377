using Larder.DuckDb;
using Larder.Errors;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder.Quality.Suites;

/// <summary>Cases of other tools, read as suites and evaluated in memory and by the engine.</summary>
public class OutsideCaseTests
{
    private static readonly string[] Reasons = ["typed columns", "no bounds", "empty range", "no set", "null in a set", "a null is not different"];

    [Theory]
    [InlineData("great_expectations_values.yaml", 105, 9)]
    [InlineData("great_expectations_patterns.yaml", 36, 0)]
    [InlineData("great_expectations_rows.yaml", 29, 2)]
    [InlineData("great_expectations_aggregates.yaml", 107, 7)]
    [InlineData("dbt_utils.yaml", 6, 0)]
    public void Other_tools_say_the_same_but_for_what_differs_on_purpose(string file, int count, int differing)
    {
        OutsideCase[] cases = [.. OutsideCase.Read(file)];

        cases.SelectMany(Differences).ShouldBeEmpty();
        (cases.Length, cases.Count(c => c.Why is not null)).ShouldBe((count, differing));
        cases.ShouldAllBe(c => c.Why == null ? c.Expected == c.There : c.Expected != c.There && Reasons.Contains(c.Why));
    }

    private static IEnumerable<string> Differences(OutsideCase outside)
    {
        IReadOnlyList<Check> checks;
        try
        {
            checks = SuiteFile.Parse(outside.Name, outside.File).ChecksOf(OutsideCase.Schema);
        }
        catch (InvalidDefinitionException refused)
        {
            return outside.Expected == "refused" ? [] : [$"{outside.Name}: refused: {refused.Message}"];
        }

        var context = new CheckContext(new Instant(0), Samples: 100);
        using var engine = DuckDbDatabase.Open();
        using var connection = engine.Connect();
        EngineRows.Fill(connection, OutsideCase.Schema, outside.Rows);
        var results = new (string By, CheckResult Result)[]
        {
            ("memory", InMemoryChecks.Evaluate(checks, EngineRows.Batches(OutsideCase.Schema, outside.Rows), context).Single()),
            ("engine", new SuiteScan(EngineRows.Relation(OutsideCase.Schema), context, OtherTables.None).Run(connection, checks, TestContext.Current.CancellationToken).Single()),
        };
        return results.SelectMany(r => Differences(outside, r.Result).Select(d => $"{outside.Name}, {r.By}: {d}"));
    }

    private static IEnumerable<string> Differences(OutsideCase outside, CheckResult result)
    {
        var outcome = result.Outcome.ToString().ToLowerInvariant();
        if (outcome != outside.Expected)
        {
            yield return $"{outcome} and not {outside.Expected}";
        }

        if (outside.Bad(result.Check) is { } bad)
        {
            if (result.Tally.Bad != bad.Count() || (outcome == "fail" && !Bad(result).SequenceEqual(bad)))
            {
                yield return $"{result.Tally.Bad} bad: {string.Join("; ", Bad(result))}, and not {string.Join("; ", bad)}";
            }
        }

        if (outside.Tested is { } tested && tested != $"{result.Tally.Tested}")
        {
            yield return $"{result.Tally.Tested} tested and not {tested}";
        }

        if (outside.Value is { } value && !IsMeasured(result.Tally.Value, OutsideCase.ValueOf(value, TypeOf(result.Tally.Value))))
        {
            yield return $"{result.Tally.Value} and not {value}";
        }
    }

    private static ColumnType TypeOf(FeatureValue value) => value.IsNull ? ColumnType.String : value.Type;

    private static bool IsMeasured(FeatureValue value, FeatureValue expected) =>
        value == expected || (value.Type == ColumnType.Float64 && expected.Type == ColumnType.Float64 && Math.Abs(value.AsFloat64() - expected.AsFloat64()) <= 1e-12 * Math.Abs(expected.AsFloat64()));

    private static IEnumerable<string> Bad(CheckResult result) => result.Samples
        .SelectMany(s => result.Check is UniqueCheck
            ? Enumerable.Repeat(OutsideCase.Row(s.Values), (int)s.Row)
            : [OutsideCase.Row(result.Check.Columns.Select(c => s.Values[c]))])
        .Order(StringComparer.Ordinal);
}

using Larder.Errors;
using Larder.Quality.Checks;
using Larder.Reference;

namespace Larder.Quality.Suites;

public class SuiteRoundTripTests
{
    [Fact]
    public void Checks_that_are_written_are_read_again_as_they_were()
    {
        var (written, refused, kinds) = (0, new List<string>(), new HashSet<string>());
        foreach (var seed in Enumerable.Range(0, CaseCount.Of(100)))
        {
            var checks = new List<Check>();
            foreach (var check in new ReadingCase(seed).Checks.Select(c => c with { Description = c.Columns.Count == 1 ? $"why: '{seed}' #1 \"💥\"" : null }))
            {
                try
                {
                    _ = SuiteDocument.Write("readings", ReadingCase.Schema, [check]);
                    checks.Add(check);
                }
                catch (InvalidDefinitionException thrown)
                {
                    refused.Add(thrown.Message);
                }
            }

            var text = SuiteFile.Write(SuiteDocument.Write("readings", ReadingCase.Schema, checks));
            var read = SuiteFile.Parse($"seed {seed}", text).ChecksOf(ReadingCase.Schema, ReadingCase.SourceOf);

            read.Select(Text).ShouldBe(checks.Select(Text), text);
            written += checks.Count;
            kinds.UnionWith(checks.Select(c => c.Kind));
        }

        written.ShouldBeGreaterThan(refused.Count * 3);
        string[] beside = ["zscore_below", "sequential", "ranges_disjoint", "one_letter_case", "mode_in_set", "correlation", "foreign_key", "key_set_equal", "rows_equal", "row_count_ratio"];
        beside.Except(kinds).ShouldBeEmpty();
        refused.ShouldAllBe(m => m.EndsWith("has no form outside of C#; leave the check in the repository, or write the condition with columns, constants and comparisons.", StringComparison.Ordinal));
    }

    private static string Text(Check check) => $"{check.Describe(ReadingCase.Schema)} # {check.Description}";
}

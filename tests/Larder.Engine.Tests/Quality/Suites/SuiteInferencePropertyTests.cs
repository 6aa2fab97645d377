using Larder.DuckDb;
using Larder.Quality.Checks;
using Larder.Quality.Inference;
using Larder.Reference;
using Larder.Types;

namespace Larder.Quality.Suites;

public class SuiteInferencePropertyTests
{
    [Fact]
    public void The_rows_that_a_suite_was_inferred_from_pass_it()
    {
        var kinds = new HashSet<string>();
        foreach (var seed in Enumerable.Range(0, CaseCount.Of(150)).Where(s => s % 7 != 0))
        {
            // Repeated, so that values are frequent enough to be a set.
            var generated = new ReadingCase(seed);
            FeatureValue[][] rows = [.. Enumerable.Repeat(generated.Rows, seed % 3 == 0 ? 60 : 1).SelectMany(r => r)];
            using var engine = DuckDbDatabase.Open();
            using var connection = engine.Connect();
            EngineRows.Fill(connection, ReadingCase.Schema, rows);
            var relation = EngineRows.Relation(ReadingCase.Schema);

            var facts = new FactScan(relation).Run(connection, eventTime: 8, TestContext.Current.CancellationToken);
            var later = ReadingCase.Now + TimeSpan.FromHours(1);
            var inferred = SuiteInference.Of(facts with { Grows = seed % 2 == 0 }, later);
            var checks = SuiteFile.Parse($"seed {seed}", SuiteFile.Write(SuiteDocument.Write("readings", ReadingCase.Schema, inferred))).ChecksOf(ReadingCase.Schema);

            checks.Select(c => c.Describe(ReadingCase.Schema)).ShouldBe(inferred.Select(c => c.Describe(ReadingCase.Schema)));
            var context = new CheckContext(later);
            InMemoryChecks.Evaluate(checks, EngineRows.Batches(ReadingCase.Schema, rows), context).ShouldAllBe(r => r.Outcome == CheckOutcome.Pass);
            new SuiteScan(relation, context, OtherTables.None).Run(connection, checks, TestContext.Current.CancellationToken).ShouldAllBe(r => r.Outcome == CheckOutcome.Pass);
            kinds.UnionWith(checks.Select(c => c.Kind));
        }

        kinds.Order().ShouldBe(["between", "event_time_sane", "finite", "in_set", "length_between", "not_null", "row_count"]);
    }

    [Fact]
    public void What_is_found_is_what_lies_there()
    {
        using var engine = DuckDbDatabase.Open();
        using var connection = engine.Connect();
        FeatureValue[][] rows = [.. Enumerable.Range(0, 120).Select(i => Row($"10.0.0.{i}", i % 2 == 0 ? "b💥" : i % 3 == 0 ? "a" : null, i, i - 7, i % 10 == 0 ? null : i / 4.0))];
        EngineRows.Fill(connection, ReadingCase.Schema, rows);

        var facts = new FactScan(EngineRows.Relation(ReadingCase.Schema)).Run(connection, eventTime: 8, TestContext.Current.CancellationToken);

        facts.Rows.ShouldBe(120);
        var (text, other, small, number) = (facts.Columns[0], facts.Columns[1], facts.Columns[2], facts.Columns[4]);
        (text.Values, text.Distinct, text.Shortest, text.Longest, text.Members.Count, string.Join(' ', text.Formats.Select(f => f.Name))).ShouldBe((120, 120, 8, 10, 0, "ipv4"));
        (other.Values, other.Distinct, other.Shortest, other.Longest, string.Join(' ', other.Members)).ShouldBe((80, 2, 1, 2, "a b💥"));
        (small.Values, small.Distinct, small.Min, small.Max).ShouldBe((120, 120, FeatureValue.From(0), FeatureValue.From(119)));
        (number.Values, number.Min, number.Max).ShouldBe((108, FeatureValue.From(0.25), FeatureValue.From(29.75)));
        SuiteInference.Of(facts, ReadingCase.Now).Select(c => $"{c.Name} {c.Limit}").ShouldBe(
        [
            "row_count [60, 240]",
            "text_not_null not null",
            "text_unique unique",
            "text_matches_format ipv4",
            "text_length_between length [1, 20]",
            "other_not_null not null",
            "other_in_set in {a, b💥}",
            "small_not_null not null",
            "small_unique unique",
            "large_not_null not null",
            "large_unique unique",
            "number_not_null not null",
            "number_finite finite",
            "number_between [0, 45]",
            "at_not_null not null",
            "at_event_time_sane [2023-01-01T00:00:00Z, now + 00:05:00]",
            "count_not_null not null",
            "count_between [0, 0]",
            "done_not_null not null",
        ]);
    }

    private static FeatureValue[] Row(string text, string? other, int small, long large, double? number)
    {
        FeatureValue[] row = [.. ReadingCase.Schema.Columns.Select(_ => FeatureValue.Null)];
        (row[0], row[1], row[2], row[3], row[4], row[8]) = (FeatureValue.From(text), FeatureValue.From(other), FeatureValue.From(small), FeatureValue.From(large), FeatureValue.From(number), FeatureValue.From(ReadingCase.Now));
        (row[10], row[11]) = (FeatureValue.From(0), FeatureValue.From(true));
        return row;
    }
}

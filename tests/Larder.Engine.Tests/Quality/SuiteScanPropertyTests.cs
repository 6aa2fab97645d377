using Larder.DuckDb;
using Larder.Quality.Checks;
using Larder.Reference;
using Larder.Types;

namespace Larder.Quality;

public class SuiteScanPropertyTests
{
    [Fact]
    public void The_engine_says_of_generated_rows_what_memory_says()
    {
        var differences = new List<string>();
        foreach (var seed in Enumerable.Range(0, CaseCount.Of(150)))
        {
            var generated = new ReadingCase(seed);
            var context = new CheckContext(ReadingCase.Now, Samples: 3);
            var given = context with
            {
                Others = new Dictionary<string, IEnumerable<EventBatch>> { [ReadingCase.OtherName] = [.. EngineRows.Batches(ReadingCase.OtherSchema, generated.Others)] },
                RowsBefore = seed % 3 == 0 ? null : seed % 20,
            };
            var expected = InMemoryChecks.Evaluate(generated.Checks, EngineRows.Batches(ReadingCase.Schema, generated.Rows), given);
            using var engine = DuckDbDatabase.Open();
            using var connection = engine.Connect();
            EngineRows.Fill(connection, ReadingCase.Schema, generated.Rows);
            EngineRows.Fill(connection, ReadingCase.OtherSchema, generated.Others, "partners");
            var relation = EngineRows.Relation(ReadingCase.Schema);
            var others = new Dictionary<string, CheckRelation> { [ReadingCase.OtherName] = EngineRows.Relation(ReadingCase.OtherSchema, "partners") };

            var actual = new SuiteScan(relation, context, new(others, new Dictionary<string, string>(), given.RowsBefore)).Run(connection, generated.Checks, TestContext.Current.CancellationToken);

            foreach (var (wanted, got) in expected.Zip(actual))
            {
                if (Text(got) != Text(wanted) || !Spreads(got).Zip(Spreads(wanted)).All(s => AreClose(s.First, s.Second)))
                {
                    differences.Add($"seed {seed}, {wanted.Check.Describe(ReadingCase.Schema)}\nmemory: {Text(wanted)}\nengine: {Text(got)}");
                }
            }
        }

        differences.ShouldBeEmpty();
    }

    /// <summary>Everything of a result but spreads, which are compared with a tolerance: the engine adds in another order.</summary>
    private static string Text(CheckResult result) => string.Join(
        "\n",
        [
            $"{result.Outcome} {Text(result.Check, result.Tally)} {result.Error}",
            .. result.Groups.Select(g => $"  {ExactText.Of(g.Key)}: {g.Outcome} {Text(result.Check, g.Tally)}"),
            .. result.Samples.Select(s => $"  {s.Row} {s.There}: {string.Join(", ", s.Values.Select(ExactText.Of))}"),
        ]);

    private static string Text(Check check, CheckTally tally) =>
        $"{tally.Tested} {tally.Bad} {(IsSpread(check) && !tally.Value.IsNull ? "a number" : ExactText.Of(tally.Value))} {tally.Repeated} {tally.Surplus}";

    private static bool IsSpread(Check check) => check is AggregateCheck { Measure: Measure.Stddev or Measure.StddevPopulation or Measure.Variance or Measure.VariancePopulation } or CorrelationCheck;

    private static IEnumerable<double> Spreads(CheckResult result) => IsSpread(result.Check) ? result.Groups.Select(g => g.Tally).Append(result.Tally).Select(t => t.Value.ToNumber() ?? 0) : [];

    private static bool AreClose(double left, double right) => left.Equals(right) || Math.Abs(left - right) <= 1e-9 * Math.Max(1, Math.Max(Math.Abs(left), Math.Abs(right)));
}

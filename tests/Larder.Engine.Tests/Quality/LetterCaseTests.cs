using Larder.DuckDb;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder.Quality;

public class LetterCaseTests
{
    /// <summary>Each character and what the engine makes of it are two texts that differ in letter case only, or are equal; in memory it has to be the same.</summary>
    [Fact]
    public void Every_character_is_folded_alike_by_the_engine_and_in_memory()
    {
        using var engine = DuckDbDatabase.Open();
        using var connection = engine.Connect();
        connection.Execute(
            "CREATE TABLE rows AS SELECT row_number() OVER () AS _sequence, text, TIMESTAMP '2024-01-01' AS at FROM (SELECT chr(range::INTEGER) AS text FROM range(1, 1114112) WHERE range NOT BETWEEN 55296 AND 57343 "
            + "UNION ALL SELECT lower(chr(range::INTEGER)) FROM range(1, 1114112) WHERE range NOT BETWEEN 55296 AND 57343)");
        var rows = new CheckRelation("SELECT * FROM rows", EventSchema.Of(typeof(Note)), failed => failed);
        Check[] checks = [Expect.Column((Note n) => n.Text).OneLetterCase().Check];
        var context = new CheckContext(ReadingCase.Now, Samples: 5_000);

        var byEngine = new SuiteScan(rows, context, OtherTables.None).Run(connection, checks, TestContext.Current.CancellationToken)[0];
        var inMemory = InMemoryChecks.Evaluate(checks, BatchPass.Read(connection, rows, TestContext.Current.CancellationToken).Select(r => r.Batch), context)[0];

        byEngine.Tally.ShouldBe(inMemory.Tally);
        byEngine.Tally.Bad.ShouldBeGreaterThan(2_500);
        byEngine.Samples.Select(s => s.Values[0]).ShouldBe(inMemory.Samples.Select(s => s.Values[0]));
    }

    private sealed record Note(string Text, DateTime At);
}

using Larder.Engine;
using Larder.Errors;
using Larder.Support;

namespace Larder.Ingestion;

/// <summary>What is stored is what was hashed: a file that changes while it is read is refused.</summary>
public sealed class ChangedInputTests : LineFixture
{
    private const string Day = "2024-01-01T00:00:00";

    [Theory]
    [InlineData("longer")]
    [InlineData("rewritten")]
    [InlineData("removed")]
    public async Task A_file_that_changes_between_hashing_and_the_end_of_reading_is_refused(string change)
    {
        var content = LineRepository.Header + string.Concat(Enumerable.Range(0, 5_000).Select(i => $"c{i},{Day},{i},2,x\n"));
        var path = World.Write("lines.csv", content);
        File.SetLastWriteTimeUtc(path, new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var changing = new AtFirstReport(() =>
        {
            switch (change)
            {
                case "longer": File.AppendAllText(path, $"late,{Day},1,2,x\n"); break;
                case "rewritten": File.WriteAllText(path, content.Replace("c1,", "d1,", StringComparison.Ordinal)); break;
                default: File.Delete(path); break;
            }
        });

        var refused = await Should.ThrowAsync<InvalidInputException>(
            () => EventIngestion.RunAsync(World.Workspace, World.Catalog.Source("lines"), path, changing, TestContext.Current.CancellationToken));

        refused.Message.ShouldBe($"The input {path} changed while it was read. Nothing was stored; wait until nobody writes to it and ingest again.");
        NothingIsStored();
    }

    [Fact]
    public async Task Duplicates_are_found_by_value_however_they_are_written()
    {
        var report = await IngestAsync($"a,{Day},1,2,x\na,2024-01-01 00:00:00,1.0,02,x\na,2024-01-01T01:00:00+01:00,1e0,2,x\na,{Day},1,2,X\na,{Day},1,2,\na,{Day},1,2,\n", "unique");

        report.Counts.BrokenRules.Single(r => r.Rule == "no_duplicates").Rows.ShouldBe(3);
        report.Counts.RowsStored.ShouldBe(3);
    }

    private sealed class AtFirstReport(Action act) : IProgress<StepProgress>
    {
        private bool _isDone;

        public void Report(StepProgress value)
        {
            if (!_isDone)
            {
                _isDone = true;
                act();
            }
        }
    }
}

using Larder.DuckDb;
using Larder.Engine;
using Larder.OnDemand;
using Larder.Types;

namespace Larder.Offline.TrainingSets;

/// <summary>
/// Writes the joined columns beside the spine: for each view its features as <c>view__feature</c>, then <c>view__event_time</c> and
/// <c>view__status</c>. On-demand features are computed here, row by row, by the code that serves them.
/// </summary>
internal static class TrainingSetWriter
{
    private const string Table = "features";

    public static void Write(
        DuckDbConnection connection, FeaturePlan plan, IReadOnlyList<ViewColumns> views, SpineTable spine, string path, CancellationToken cancellationToken)
    {
        var onDemand = plan.Outputs.Where(o => !views.Any(v => v.View == o.View)).ToArray();
        var request = plan.Request.Select(r => spine.Request[r.Name]).ToArray();
        var outputs = views.Where(v => plan.Outputs.Any(o => o.View == v.View)).ToArray();
        var columns = outputs.SelectMany(ColumnsOf).Concat(onDemand.Select(o => new WrittenColumn(o.FullName, SqlTypes.NameOf(o.Feature.Type)))).ToArray();
        connection.Execute($"CREATE TABLE {Table} ({string.Join(", ", columns.Select(c => $"{c.Quoted} {c.Type}"))})", cancellationToken);
        using (var appender = connection.Append(Table))
        {
            var slots = new FeatureValue[plan.SlotCount];
            for (var first = 0; first < spine.Times.Length; first += appender.Chunk.Capacity)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var count = Math.Min(appender.Chunk.Capacity, spine.Times.Length - first);
                var column = 0;
                foreach (var view in outputs)
                {
                    column = Write(appender.Chunk, column, view, first, count);
                }

                for (var row = 0; onDemand.Length > 0 && row < count; row++)
                {
                    PointInTimeJoin.Gather(plan, views, request, first + row, slots);
                    plan.ComputeOnDemand(slots);
                    for (var i = 0; i < onDemand.Length; i++)
                    {
                        SqlTypes.Write(appender.Chunk[column + i], row, slots[onDemand[i].Slot]);
                    }
                }

                appender.Chunk.RowCount = count;
                appender.AppendChunk();
            }

            appender.Close();
        }

        ParquetWriter.WriteFile(connection, $"SELECT s.*, {string.Join(", ", columns.Select(c => c.Select))} FROM spine s POSITIONAL JOIN {Table} f", path, cancellationToken);
    }

    private static IEnumerable<WrittenColumn> ColumnsOf(ViewColumns view) =>
    [
        .. view.View.Features.Select(f => new WrittenColumn($"{view.View.Name}__{f.Name}", SqlTypes.NameOf(f.Type))),
        new WrittenColumn($"{view.View.Name}__event_time", "TIMESTAMP"),
        new WrittenColumn($"{view.View.Name}__status", "UTINYINT") { IsStatus = true },
    ];

    private static int Write(DuckDbWriteChunk chunk, int column, ViewColumns view, int first, int count)
    {
        foreach (var feature in view.Features)
        {
            ColumnWriter.Write(chunk[column++], feature, first, count);
        }

        var times = chunk[column++];
        view.EventTimes.AsSpan(first, count).CopyTo(times.Values<long>());
        for (var row = 0; row < count; row++)
        {
            if (view.EventTimes[first + row] == ViewColumns.NoEvent)
            {
                times.SetNull(row);
            }
        }

        var statuses = chunk[column++].Values<byte>();
        for (var row = 0; row < count; row++)
        {
            statuses[row] = (byte)view.Statuses[first + row];
        }

        return column;
    }

    /// <summary>A column beside the spine. A status travels to the engine as its number and is named there, not row by row here.</summary>
    private sealed record WrittenColumn(string Name, string Type)
    {
        private static readonly string Names =
            string.Concat(Enum.GetValues<FeatureStatus>().Select(s => $" WHEN {(int)s} THEN {Identifiers.Literal(s.WireName())}"));

        public bool IsStatus { get; init; }

        public string Quoted => Identifiers.Quote(Name);

        public string Select => IsStatus ? $"CASE f.{Quoted}{Names} END AS {Quoted}" : $"f.{Quoted}";
    }
}

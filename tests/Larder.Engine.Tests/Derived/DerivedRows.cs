using Larder.Engine;
using Larder.Offline;
using Larder.Types;

namespace Larder.Derived;

/// <summary>Reads derived tables back.</summary>
internal static class DerivedRows
{
    /// <summary>The newest version's rows in the order of their sequence, a line each: place in the total order, then every value with its bits.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync(Workspace workspace, string source)
    {
        var definition = workspace.Catalog.Source(source);
        var table = await OfflineTable.OpenAsync(workspace.OfflinePath, definition, null, TestContext.Current.CancellationToken);
        using var engine = workspace.OpenEngine();
        using var connection = engine.Connect();
        var columns = Enumerable.Range(0, definition.Schema.Columns.Count);
        var rows = new List<(long Sequence, string Text)>();
        foreach (var reader in table.Scan(connection, columns, new Instant(long.MaxValue / 2), inTotalOrder: true, TestContext.Current.CancellationToken))
        {
            for (var row = 0; row < reader.Batch.Count; row++)
            {
                rows.Add((reader.Sequences[row], Line(reader.Order(row), reader.Batch.Columns.Select(c => c.Value(row)))));
            }
        }

        return [.. rows.OrderBy(r => r.Sequence).Select(r => r.Text)];
    }

    public static string Line(EventOrder order, IEnumerable<FeatureValue> values) =>
        $"{order.EventTime} {order.KnownAt} #{order.Sequence}: {string.Join(" | ", values.Select(Text))}";

    public static string Line(EventOrder order, Score score) => Line(order,
    [
        FeatureValue.From(score.User), FeatureValue.From(score.OverMean), FeatureValue.From(score.UserClicks), FeatureValue.From(score.UserAmount),
        FeatureValue.From(score.Page), FeatureValue.From(score.ShopAmount), FeatureValue.From(score.PerClick), FeatureValue.From(score.Points),
    ]);

    public static string Line(EventOrder order, Rise rise) =>
        Line(order, [FeatureValue.From(rise.User), FeatureValue.From(rise.Before), FeatureValue.From(rise.Amount)]);

    private static string Text(FeatureValue value) => value.IsNull ? "-" : value.Type == ColumnType.Float64 ? $"{value} {value.Bits:x}" : $"{value}";
}

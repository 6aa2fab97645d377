using Larder.Types;

namespace Larder.Quality.Suites;

/// <summary>Which columns a kind of check takes.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Takes">Whether it takes one of a type.</param>
internal sealed record ColumnsOfKind(string Name, Func<ColumnType, bool> Takes)
{
    public static ColumnsOfKind Any { get; } = new("any column", _ => true);

    public static ColumnsOfKind Keys { get; } = new("a column that is no list or map", t => !t.IsComposite());

    public static ColumnsOfKind Text { get; } = new("a column of text", t => t == ColumnType.String);

    public static ColumnsOfKind Times { get; } = new("a column of times", t => t == ColumnType.Timestamp);

    public static ColumnsOfKind Numbers { get; } = new("a column of numbers", t => t is ColumnType.Int32 or ColumnType.Int64 or ColumnType.Float32 or ColumnType.Float64);

    public static ColumnsOfKind Ordered { get; } = new("a column of numbers or times", t => Numbers!.Takes(t) || t == ColumnType.Timestamp);

    public static ColumnsOfKind Floating { get; } = new("a column of type float or double", Checks.ValueOrder.IsFloating);
}

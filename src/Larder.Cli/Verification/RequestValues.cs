using Larder.Catalog;
using Larder.Types;

namespace Larder.Cli.Verification;

/// <summary>Request data for comparing on-demand features: values of the declared types, chosen by a seed; one in ten is null where null is allowed.</summary>
internal static class RequestValues
{
    private const int Texts = 10;
    private const int Numbers = 1_000;

    /// <summary>A value for each column.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="at">The time asked for; times lie within a day before it.</param>
    /// <param name="random">Chooses.</param>
    public static FeatureValue[] Next(IReadOnlyList<RequestColumn> columns, Instant at, Random random) =>
        [.. columns.Select(c => c.IsNullable && random.Next(10) == 0 ? FeatureValue.Null : Next(c.Type, at, random))];

    private static FeatureValue Next(ColumnType type, Instant at, Random random) => type switch
    {
        ColumnType.Boolean => FeatureValue.From(random.Next(2) == 0),
        ColumnType.Int32 => FeatureValue.From(random.Next(Numbers)),
        ColumnType.Int64 => FeatureValue.From((long)random.Next(Numbers)),
        ColumnType.Float32 => FeatureValue.From(random.NextSingle() * Numbers),
        ColumnType.Float64 => FeatureValue.From(random.NextDouble() * Numbers),
        ColumnType.String => FeatureValue.From($"text {random.Next(Texts)}"),
        ColumnType.Timestamp => FeatureValue.From(at - (TimeSpan.FromDays(1) * random.NextDouble())),
        ColumnType.Float32List => FeatureValue.From(List(random, () => random.NextSingle() * Numbers)),
        ColumnType.Int64List => FeatureValue.From(List(random, () => (long)random.Next(Numbers))),
        ColumnType.Float64List => FeatureValue.From(List(random, () => random.NextDouble() * Numbers)),
        ColumnType.StringList => FeatureValue.From(List(random, () => $"text {random.Next(Texts)}")),
        ColumnType.Int64Map => FeatureValue.From(new FeatureMap<long>(Entries(random, () => (long)random.Next(Numbers)))),
        ColumnType.Float64Map => FeatureValue.From(new FeatureMap<double>(Entries(random, () => random.NextDouble() * Numbers))),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "not a column type"),
    };

    private static T[] List<T>(Random random, Func<T> next) => [.. Enumerable.Range(0, random.Next(Texts)).Select(_ => next())];

    private static IEnumerable<KeyValuePair<string, T>> Entries<T>(Random random, Func<T> next) =>
        Enumerable.Range(0, random.Next(Texts)).Select(i => KeyValuePair.Create($"text {i}", next()));
}

using System.Globalization;
using Larder.DuckDb;
using Larder.Engine;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder.Quality;

/// <summary>
/// Estimates in bounded memory. Different values: the engine hashes, and of the hashes with one beginning the least rest says the register of a HyperLogLog sketch. Quantiles: the engine counts values in buckets that are
/// at most 1 % wide, and keeps the least value of each; the one in which the wanted place lies is the estimate.
/// </summary>
internal sealed class ApproximatePass(CheckRelation rows, CheckContext context) : CheckPass(rows, context)
{
    /// <summary>Buckets between a number and its double: the greatest number of one is less than 2^(1/70), that is 1.00995, times its least.</summary>
    private const int BucketsToDouble = 70;

    public override bool Takes(Check check) => check is AggregateCheck { IsApproximate: true };

    public override CheckResult Run(DuckDbConnection connection, Check check, string? condition, CancellationToken cancellationToken)
    {
        var aggregate = (AggregateCheck)check;
        var (name, type) = (Rows.Name(aggregate.Column!.Value), Rows.Schema.Columns[aggregate.Column.Value].Type);
        return aggregate.Measure == Measure.DistinctCount
            ? Run(connection, check, Select(check, condition, $"min(hash({name}) & {(1L << DistinctEstimate.RestBits) - 1}::UBIGINT)::BIGINT, count({name}), CASE WHEN {name} IS NOT NULL THEN (hash({name}) >> {DistinctEstimate.RestBits})::BIGINT END AS _register"), "_register", Distinct, cancellationToken)
            : Run(connection, check, Select(check, condition, $"min({name}), count({name}), {Bucket(name)} AS _bucket"), "_bucket", parts => Quantile(aggregate, type, parts), cancellationToken);

        CheckTally Distinct(IReadOnlyList<Part> parts)
        {
            var registers = new byte[1 << DistinctEstimate.RegisterBits];
            foreach (var part in parts.Where(p => p.Count > 0))
            {
                registers[(int)part.Place] = DistinctEstimate.RankOf(part.Least.Bits);
            }

            return new(parts.Sum(p => p.Count), 0, DistinctEstimate.Of(registers));
        }
    }

    private static CheckTally Quantile(AggregateCheck check, ColumnType type, IReadOnlyList<Part> parts)
    {
        var count = parts.Sum(p => p.Count);
        var before = count == 0 ? 0 : Measures.Place(check.Quantile, count);
        foreach (var part in parts.Where(p => p.Count > 0).OrderBy(p => p.Least, ValueOrder.Comparer))
        {
            before -= part.Count;
            if (before < 0)
            {
                return new(count, 0, ValueOrder.Key(part.Least));
            }
        }

        return new(count, 0);
    }

    /// <summary>Zero, infinities and NaN are buckets of their own; those of negative numbers lie apart from those of positive ones.</summary>
    private static string Bucket(string name) => string.Create(
        CultureInfo.InvariantCulture,
        $"CASE WHEN {name} IS NULL THEN NULL WHEN {name}::DOUBLE = 0 THEN 0 WHEN NOT isfinite({name}::DOUBLE) THEN {name}::DOUBLE ELSE sign({name}::DOUBLE) * (floor(log2(abs({name}::DOUBLE)) * {BucketsToDouble}) + 1000000) END");

    private CheckResult Run(DuckDbConnection connection, Check check, string select, string part, Func<IReadOnlyList<Part>, CheckTally> tally, CancellationToken cancellationToken)
    {
        var aggregate = (AggregateCheck)check;
        var isDistinct = aggregate.Measure == Measure.DistinctCount;
        var type = isDistinct ? ColumnType.Int64 : Rows.Schema.Columns[aggregate.Column!.Value].Type;
        var parts = Rows.Ask(
            connection,
            $"{select} GROUP BY {part}{(check.GroupBy is { } group ? $", {Rows.Name(group)}" : string.Empty)}",
            (chunk, row) => new Part(isDistinct && chunk[2].IsValid(row) ? Number(chunk, row, 2) : 0, SqlTypes.Value(chunk[0], row, type), Number(chunk, row, 1), KeyOf(check, chunk, row, 3)),
            cancellationToken);
        return check.GroupBy is null ? CheckResult.Of(check, tally(parts)) : CheckResult.Of(check, parts.GroupBy(p => p.Key).Select(g => (g.Key, tally([.. g]))));
    }

    /// <summary>Values that are counted together.</summary>
    /// <param name="Place">The register.</param>
    /// <param name="Least">The least rest of a hash, or value.</param>
    /// <param name="Count">How many values.</param>
    /// <param name="Key">The group's value.</param>
    private sealed record Part(long Place, FeatureValue Least, long Count, FeatureValue Key);
}

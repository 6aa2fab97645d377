using Larder.Catalog;
using Larder.Types;

namespace Larder.Training;

/// <summary>Training sets and a model definition for the tests of this folder.</summary>
internal static class TrainingSets
{
    public static Instant Day(double day) => new((long)(day * 86_400_000_000));

    public static TrainingTable Of(double[] days, bool[] labels, params (string Feature, double[] Column)[] columns) =>
        new([.. columns.Select(c => c.Feature)], [.. columns.Select(c => c.Column)], [.. days.Select(Day)], labels);

    public static int[] AllRows(TrainingTable table) => [.. Enumerable.Range(0, table.Rows)];

    /// <summary>A standard normal number.</summary>
    public static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>
    /// Customers over 40 weekly cut-offs: amounts with heavy tails that correlate with each other and grow over time, counts, flags, noise,
    /// a constant, missing values; the label follows a hidden factor and its rate drifts.
    /// </summary>
    public static TrainingTable Customers(int rows, int seed)
    {
        var random = new Random(seed);
        string[] names =
        [
            "spend:revenue_7d", "spend:revenue_30d", "spend:revenue_90d", "spend:recency_days", "spend:orders_30d", "spend:orders_90d",
            "profile:is_domestic", "profile:constant", "profile:empty", "noise:a", "noise:b", "noise:c", "trend:ratio", "trend:score", "trend:per_month",
        ];
        var columns = names.Select(_ => new double[rows]).ToArray();
        var (days, labels) = (new double[rows], new bool[rows]);
        for (var row = 0; row < rows; row++)
        {
            var week = (int)((long)row * 40 / rows);
            var factor = Normal(random);
            double Around(double share) => (share * factor) + (Math.Sqrt(1 - (share * share)) * Normal(random));
            var amount = Around(0.8);
            double[] values =
            [
                random.NextDouble() < 0.3 ? double.NaN : Math.Exp((1.5 * amount) + 3),
                Math.Exp((1.5 * amount) + 4 + (0.3 * Normal(random))),
                Math.Exp((1.5 * Around(0.8)) + 5 + (week / 40.0)),
                Math.Exp(2 - (0.7 * Around(0.5))), Math.Floor(Math.Exp(Around(0.7))), Math.Floor(Math.Exp(1 + Around(0.7))),
                random.NextDouble() < 0.8 ? 1 : 0, 7, double.NaN, Normal(random), Math.Exp(2 * Normal(random)), random.NextDouble(),
                random.NextDouble() < 0.2 ? double.NaN : Around(0.3), Around(0.6), random.Next(9),
            ];
            for (var c = 0; c < columns.Length; c++)
            {
                columns[c][row] = values[c];
            }

            days[row] = week * 7;
            labels[row] = random.NextDouble() < 1 / (1 + Math.Exp(-((1.2 * factor) - 1 + (0.5 * week / 40))));
        }

        return Of(days, labels, [.. names.Zip(columns)]);
    }

    public static CompiledModel Model() => new ShopRepository().Build().Model("buys_again");

    public static CompiledModel ModelWithoutBaseline() => new ShopRepository().Build().Model("rate");
}

using Larder.Errors;
using Larder.Models;
using Larder.Types;

namespace Larder.Training;

/// <summary>Encodings are fitted on the training rows alone, and those rows see only what was known before them.</summary>
public sealed class EncodingFitTests
{
    private static readonly FeatureEncoding ByCity = new("place:city", EncodingKind.Target, 5);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_rows_fitted_are_encoded_as_the_naive_twin_says(int seed)
    {
        var (table, rows) = Generate(seed, 300, horizon: seed % 3 * 4);
        var horizon = TimeSpan.FromDays(seed % 3 * 4);

        var fitted = EncodingFit.Fit(ByCity, ColumnType.String, table, rows);
        var column = EncodingFit.Encode(fitted, "place:city", table, rows, horizon);

        for (var row = 0; row < table.Rows; row++)
        {
            BitConverter.DoubleToInt64Bits(column[row]).ShouldBe(BitConverter.DoubleToInt64Bits(rows.Contains(row) ? Naive(table, rows, row, horizon) : double.NaN), $"row {row}");
        }

        foreach (var city in table.Categories("place:city").ToArray().Where(c => !c.IsNull).Distinct())
        {
            var of = rows.Where(r => table.Categories("place:city")[r] == city).ToArray();
            var prior = (rows.Count(r => table.Labels[r]) + 1.0) / (rows.Length + 2.0);
            fitted.Apply(city).ShouldBe(of.Length == 0 ? prior : (of.Count(r => table.Labels[r]) + (5 * prior)) / (of.Length + 5.0));
        }
    }

    [Fact]
    public void A_row_is_not_encoded_by_its_own_label_nor_by_one_that_was_not_known()
    {
        var (table, rows) = Generate(3, 300, horizon: 4);
        var horizon = TimeSpan.FromDays(4);
        var before = Encoded(table, rows, horizon);

        foreach (var changed in rows)
        {
            var labels = table.Labels.ToArray();
            labels[changed] = !labels[changed];
            var after = Encoded(With(table, labels), rows, horizon);

            var known = table.Times[changed] + horizon;
            rows.Where(r => !after[r].Equals(before[r]) && table.Times[r] < known).ShouldBeEmpty();
            after[changed].ShouldBe(before[changed]);
        }
    }

    [Fact]
    public void Rows_that_are_held_out_or_dropped_have_no_say()
    {
        var table = Customers(1, categories: 40, _ => 0.5);
        var trained = Trainer.Train(Model("rides_again"), table);
        var labels = table.Labels.ToArray();
        var cities = table.Categories("place:city").ToArray();
        foreach (var row in Enumerable.Range(0, table.Rows).Except(trained.Split.Train.ToArray()))
        {
            (labels[row], cities[row]) = (row % 2 == 0, FeatureValue.From("elsewhere"));
        }

        var changed = Trainer.Train(Model("rides_again"), With(table, labels, cities));

        changed.Model.Write().ShouldBe(trained.Model.Write());
        trained.Model.Terms.Single(t => t.Feature == "place:city").Encoding!.Rows.ShouldBe(trained.Report.TrainRows);
    }

    [Fact]
    public void A_category_that_says_something_is_learnt()
    {
        // The share of true labels is the category's: 0.2 to 0.8.
        var table = Customers(2, categories: 12, c => 0.2 + (0.6 * c / 11));

        var (with, without) = (Trainer.Train(Model("rides_again"), table).Report.Metrics, Trainer.Train(Model("plain"), table).Report.Metrics);

        without.Auc.ShouldBeInRange(0.45, 0.55);
        with.Auc.ShouldBeGreaterThan(0.65);
        with.LogLoss.ShouldBeLessThan(without.LogLoss - 0.02);
    }

    [Fact]
    public void A_category_of_chance_with_very_many_values_is_not_learnt_though_it_would_be_by_its_own_labels()
    {
        // About three rows a category: encoded with their own labels they would foretell the training rows, and nothing else.
        var table = Customers(4, categories: 8_000, _ => 0.5, rows: 24_000);
        var split = TimeSplit.Of("m", table, TimeSpan.FromDays(21), TimeSpan.FromDays(10));
        var leaky = EncodingFit.Fit(ByCity with { Smoothing = 1 }, ColumnType.String, table, split.Train);
        var leaking = new TrainingTable(
            ["place:city"], [[.. table.Categories("place:city").ToArray().Select(c => leaky.Apply(c)!.Value)]], table.Times.ToArray(), table.Labels.ToArray());
        var fooled = LogisticRegression.Fit(leaking, split.Train, ["place:city"]).Model;

        var trained = Trainer.Train(Model("rides_again"), table);

        Trainer.Evaluate(fooled, leaking, split.Train).Auc.ShouldBeGreaterThan(0.8, "the twin that leaks");
        Trainer.Evaluate(fooled, leaking, split.Test).LogLoss.ShouldBeGreaterThan(0.75, "and fails on later rows");
        var without = Trainer.Train(Model("plain"), table).Report.Metrics;
        trained.Report.Metrics.Auc.ShouldBeLessThan(Math.Max(0.5, without.Auc) + 0.03);
        trained.Report.Metrics.LogLoss.ShouldBeLessThan(0.71);
        Math.Abs(trained.Model.Terms.Single(t => t.Feature == "place:city").Weight).ShouldBeLessThan(0.1);
    }

    [Fact]
    public void Categories_are_stored_in_order_and_numbers_give_way_to_them()
    {
        var table = new TrainingTable(
            ["place:tariff", "place:fare", "pace:trips_14d"],
            [[12, 3, -7, 3, 12, 3], [1, 2, 3, 4, 5, 6], [0, 0, 1, 1, 0, 1]],
            [.. new double[] { 0, 1, 2, 30, 60, 61 }.Select(TrainingSets.Day)],
            [true, false, true, false, true, false],
            new Dictionary<string, FeatureValue[]>
            {
                ["place:tariff"] = [.. new[] { 12, 3, -7, 3, 12, 3 }.Select(FeatureValue.From)],
                ["place:city"] = [.. new[] { "b", "a", null, "ä", "b", "zz" }.Select(FeatureValue.From)],
                ["place:is_member"] = [.. new bool?[] { true, false, null, true, false, true }.Select(FeatureValue.From)],
            });

        var model = Trainer.Train(Model("rides_again"), table).Model;

        model.Terms.Select(t => t.Feature).ShouldBe(["place:tariff", "place:fare", "pace:trips_14d", "place:city", "place:is_member"]);
        Stored(model, "place:tariff").ShouldBe(["-7", "3", "12"]);
        Stored(model, "place:city").ShouldBe(["a", "b", "ä"]);
        Stored(model, "place:is_member").ShouldBe(["false", "true"]);
        model.Terms[1].Encoding.ShouldBeNull();
    }

    [Fact]
    public void A_table_without_the_category_says_what_it_has()
    {
        var table = TrainingSets.Of([0, 1, 60, 61], [true, false, true, false], ("pace:trips_14d", [1, 2, 3, 4]));

        Should.Throw<NotFoundException>(() => Trainer.Train(Model("rides_again"), table)).Message
            .ShouldBe("The training set was read without category 'place:city'; it has none.");
    }

    private static IEnumerable<string> Stored(LogisticModel model, string feature) => model.Terms.Single(t => t.Feature == feature).Encoding!.Categories.Select(c => c.Value);

    private static Catalog.CompiledModel Model(string name) => TripRepository.Catalog.Model(name);

    private static double[] Encoded(TrainingTable table, int[] rows, TimeSpan horizon) =>
        EncodingFit.Encode(EncodingFit.Fit(ByCity, ColumnType.String, table, rows), "place:city", table, rows, horizon);

    private static double Naive(TrainingTable table, int[] rows, int row, TimeSpan horizon)
    {
        var (n, s, all, positives) = (0, 0, 0, 0);
        foreach (var other in rows)
        {
            if (table.Times[other] >= table.Times[row] || table.Times[other] + horizon > table.Times[row])
            {
                continue;
            }

            all++;
            positives += table.Labels[other] ? 1 : 0;
            var city = table.Categories("place:city")[row];
            if (!city.IsNull && table.Categories("place:city")[other] == city)
            {
                n++;
                s += table.Labels[other] ? 1 : 0;
            }
        }

        var prior = (positives + 1.0) / (all + 2.0);
        return n == 0 ? prior : (s + (5 * prior)) / (n + 5.0);
    }

    private static (TrainingTable Table, int[] Rows) Generate(int seed, int count, int horizon)
    {
        var random = new Random(seed);
        var table = new TrainingTable(
            [], [], [.. Enumerable.Range(0, count).Select(_ => TrainingSets.Day(random.Next(40) + (horizon == 0 ? random.Next(3) / 3.0 : 0)))],
            [.. Enumerable.Range(0, count).Select(_ => random.Next(3) == 0)],
            new Dictionary<string, FeatureValue[]>
            {
                ["place:city"] = [.. Enumerable.Range(0, count).Select(_ => random.Next(8) is var c && c == 0 ? FeatureValue.Null : FeatureValue.From($"c{c}"))],
            });
        return (table, [.. Enumerable.Range(0, count).Where(_ => random.Next(5) > 0)]);
    }

    /// <summary>Rows over 40 weeks; the label's rate is the category's.</summary>
    private static TrainingTable Customers(int seed, int categories, Func<int, double> rate, int rows = 6_000)
    {
        var random = new Random(seed);
        var cities = Enumerable.Range(0, rows).Select(_ => random.Next(categories)).ToArray();
        double[] fare = [.. cities.Select(_ => random.NextDouble())];
        return new TrainingTable(
            ["place:fare"], [fare], [.. Enumerable.Range(0, rows).Select(r => TrainingSets.Day(7 * (int)((long)r * 40 / rows)))],
            [.. cities.Select(c => random.NextDouble() < rate(c))],
            new Dictionary<string, FeatureValue[]>
            {
                ["place:city"] = [.. cities.Select(c => FeatureValue.From($"city {c}"))],
                ["place:tariff"] = [.. cities.Select(_ => FeatureValue.From(random.Next(3)))],
                ["place:is_member"] = [.. cities.Select(_ => FeatureValue.From(random.Next(2) == 0))],
            });
    }

    private static TrainingTable With(TrainingTable table, bool[] labels, FeatureValue[]? cities = null)
    {
        var categories = new[] { "place:city", "place:tariff", "place:is_member" }.Where(f => table.Has(new LogisticTerm(f, 0, 1, 1, FeatureTransform.None, new(EncodingKind.Target, ColumnType.String, 1, 0, 0, []))))
            .ToDictionary(f => f, f => f == "place:city" && cities is not null ? cities : table.Categories(f).ToArray());
        return new TrainingTable(table.Features, [.. table.Features.Select(f => table.Column(f).ToArray())], table.Times.ToArray(), labels, categories);
    }
}

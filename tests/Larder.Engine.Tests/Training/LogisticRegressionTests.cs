using Larder.Errors;
using Larder.Models;

namespace Larder.Training;

public sealed class LogisticRegressionTests
{
    [Fact]
    public void The_fit_is_the_minimum_of_the_penalised_log_loss()
    {
        var table = TrainingSets.Customers(3_000, 1);
        var rows = TrainingSets.AllRows(table);
        foreach (var lambda in (double[])[0.01, 1, 100])
        {
            var fit = LogisticRegression.Fit(table, rows, table.Features, new LogisticOptions { Lambda = lambda });

            NaiveLogistic.Objective(fit.Model, table, rows, lambda).ShouldBe(fit.Objective, 1e-6);
            NaiveLogistic.Gradient(fit.Model, table, rows, lambda).ShouldAllBe(g => Math.Abs(g) < 1e-6);
        }
    }

    [Fact]
    public void Plain_gradient_descent_ends_in_the_same_place()
    {
        var table = TrainingSets.Customers(400, 2);
        string[] features = ["trend:score", "noise:a", "profile:is_domestic"];
        var rows = TrainingSets.AllRows(table);

        var fit = LogisticRegression.Fit(table, rows, features, new LogisticOptions { Transforms = false });

        var twin = NaiveLogistic.Descend(table, rows, features, lambda: 1);
        fit.Model.Intercept.ShouldBe(twin.Intercept, 1e-6);
        for (var f = 0; f < features.Length; f++)
        {
            fit.Model.Terms[f].Mean.ShouldBe(twin.Terms[f].Mean, 1e-12);
            fit.Model.Terms[f].Deviation.ShouldBe(twin.Terms[f].Deviation, 1e-12);
            fit.Model.Terms[f].Weight.ShouldBe(twin.Terms[f].Weight, 1e-6);
        }
    }

    [Fact]
    public void The_coefficients_that_made_the_labels_come_back()
    {
        var random = new Random(7);
        var x = Enumerable.Range(0, 60_000).Select(_ => TrainingSets.Normal(random)).ToArray();
        var y = x.Select(_ => TrainingSets.Normal(random)).ToArray();
        var labels = x.Zip(y, (a, b) => random.NextDouble() < 1 / (1 + Math.Exp(-(0.5 + (1.5 * a) - (0.75 * b))))).ToArray();
        var table = TrainingSets.Of(new double[x.Length], labels, ("t:x", x), ("t:y", y));

        var model = LogisticRegression.Fit(table, TrainingSets.AllRows(table), table.Features).Model;

        model.Terms.ShouldAllBe(t => t.Transform == FeatureTransform.None);
        (model.Terms[0].Weight / model.Terms[0].Deviation).ShouldBe(1.5, 0.04);
        (model.Terms[1].Weight / model.Terms[1].Deviation).ShouldBe(-0.75, 0.04);
    }

    [Fact]
    public async Task The_same_rows_give_the_same_artifact_on_any_number_of_threads()
    {
        var table = TrainingSets.Customers(5_000, 3);
        var rows = TrainingSets.AllRows(table);
        byte[] Artifact() => LogisticRegression.Fit(table, rows, table.Features).Model.Write();
        var first = Artifact();
        var threads = MathNet.Numerics.Control.MaxDegreeOfParallelism;
        try
        {
            foreach (var parallelism in (int[])[1, 2, 8])
            {
                MathNet.Numerics.Control.MaxDegreeOfParallelism = parallelism;
                foreach (var again in await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(Artifact))))
                {
                    again.ShouldBe(first);
                }
            }
        }
        finally
        {
            MathNet.Numerics.Control.MaxDegreeOfParallelism = threads;
        }
    }

    [Fact]
    public void Only_the_given_rows_are_looked_at()
    {
        var table = TrainingSets.Customers(2_000, 4);
        var rows = TrainingSets.AllRows(table)[..1_500];
        var cut = new TrainingTable(
            table.Features, [.. table.Features.Select(f => table.Column(f)[..1_500].ToArray())], table.Times[..1_500].ToArray(), table.Labels[..1_500].ToArray());

        LogisticRegression.Fit(table, rows, table.Features).Model.Write().ShouldBe(LogisticRegression.Fit(cut, rows, cut.Features).Model.Write());
    }

    [Fact]
    public void Constant_and_empty_columns_get_weight_zero()
    {
        var table = TrainingSets.Customers(1_000, 5);

        var terms = LogisticRegression.Fit(table, TrainingSets.AllRows(table), table.Features).Model.Terms;

        terms.Single(t => t.Feature == "profile:constant").ShouldBe(new LogisticTerm("profile:constant", 7, 1, 0));
        terms.Single(t => t.Feature == "profile:empty").ShouldBe(new LogisticTerm("profile:empty", 0, 1, 0));
    }

    [Fact]
    public void A_constant_whose_sum_rounds_is_still_constant()
    {
        var table = TrainingSets.Of(new double[10], [.. Enumerable.Range(0, 10).Select(r => r % 2 == 0)], ("t:x", [.. Enumerable.Repeat(0.1, 10)]));

        LogisticRegression.Fit(table, TrainingSets.AllRows(table), table.Features).Model.Terms.ShouldBe([new LogisticTerm("t:x", 0.1, 1, 0)]);
    }

    [Fact]
    public void Missing_values_take_no_part_in_mean_and_deviation_and_count_as_the_mean()
    {
        double[] x = [1, double.NaN, 3, 5, double.PositiveInfinity, 7, double.NegativeInfinity];
        var table = TrainingSets.Of(new double[7], [false, true, false, true, false, true, true], ("t:x", x));

        var fit = LogisticRegression.Fit(table, TrainingSets.AllRows(table), table.Features);

        fit.Model.Terms[0].Mean.ShouldBe(4);
        fit.Model.Terms[0].Deviation.ShouldBe(Math.Sqrt(5), 1e-15);
        NaiveLogistic.Gradient(fit.Model, table, TrainingSets.AllRows(table), 1).ShouldAllBe(g => Math.Abs(g) < 1e-9);
    }

    [Fact]
    public void A_feature_that_separates_the_labels_gets_a_finite_weight()
    {
        var x = Enumerable.Range(0, 1_000).Select(i => (double)i).ToArray();
        var table = TrainingSets.Of(new double[1_000], [.. x.Select(v => v >= 500)], ("t:x", x), ("t:same", [.. x.Select(v => v * 3)]));

        var fit = LogisticRegression.Fit(table, TrainingSets.AllRows(table), table.Features);

        fit.Model.Terms.ShouldAllBe(t => t.Weight > 1 && t.Weight < 50);
        Trainer.Evaluate(fit.Model, table, TrainingSets.AllRows(table)).Auc.ShouldBe(1);
    }

    [Fact]
    public void The_rarest_label_still_comes_to_a_stand()
    {
        var random = new Random(8);
        var x = Enumerable.Range(0, 10_000).Select(_ => TrainingSets.Normal(random)).ToArray();
        var labels = x.Select((_, i) => i == 17).ToArray();
        var table = TrainingSets.Of(new double[x.Length], labels, ("t:x", x), ("t:is_it", [.. labels.Select(l => l ? 1.0 : 0)]));

        var fit = LogisticRegression.Fit(table, TrainingSets.AllRows(table), table.Features, new LogisticOptions { Lambda = 1e-6 });

        fit.Iterations.ShouldBeLessThan(60);
        NaiveLogistic.Gradient(fit.Model, table, TrainingSets.AllRows(table), 1e-6).ShouldAllBe(g => Math.Abs(g) < 1e-6);
    }

    [Fact]
    public void Heavy_tails_are_fitted_by_their_signed_log_and_the_rest_is_left_alone()
    {
        var table = TrainingSets.Customers(20_000, 6);

        var terms = LogisticRegression.Fit(table, TrainingSets.AllRows(table), table.Features).Model.Terms;

        terms.Where(t => t.Transform == FeatureTransform.SignedLog).Select(t => t.Feature).ShouldBe(
            ["spend:revenue_7d", "spend:revenue_30d", "spend:revenue_90d", "spend:recency_days", "spend:orders_30d", "spend:orders_90d"], ignoreOrder: true);
    }

    [Fact]
    public void The_signed_log_can_be_forbidden()
    {
        var table = TrainingSets.Customers(2_000, 6);

        LogisticRegression.Fit(table, TrainingSets.AllRows(table), table.Features, new LogisticOptions { Transforms = false })
            .Model.Terms.ShouldAllBe(t => t.Transform == FeatureTransform.None);
    }

    [Fact]
    public void Amounts_at_the_end_of_the_range_of_double_are_brought_back_by_the_logarithm()
    {
        double[] x = [1e300, -1e300, 1e307, 3e305, -1e308, 1e308, 1e308, -1e308];
        var table = TrainingSets.Of(new double[8], [true, false, true, true, false, true, false, false], ("t:x", x));

        var fit = LogisticRegression.Fit(table, TrainingSets.AllRows(table), table.Features, new LogisticOptions { Transforms = false });

        fit.Model.Terms[0].Transform.ShouldBe(FeatureTransform.SignedLog);
        Trainer.Evaluate(fit.Model, table, TrainingSets.AllRows(table)).Auc.ShouldBeGreaterThan(0.7);
    }

    [Fact]
    public void Values_too_small_to_have_a_variance_are_constant()
    {
        var table = TrainingSets.Of(new double[4], [true, false, true, false], ("t:x", [1e-300, 2e-300, 3e-300, 1e-300]));

        var term = LogisticRegression.Fit(table, TrainingSets.AllRows(table), table.Features).Model.Terms[0];

        (term.Deviation, term.Weight, term.Transform).ShouldBe((1, 0, FeatureTransform.None));
    }

    [Fact]
    public void Without_features_the_fit_is_the_rate_of_the_label()
    {
        var table = TrainingSets.Of(new double[8], [true, false, false, false, true, false, false, false]);

        var model = LogisticRegression.Fit(table, TrainingSets.AllRows(table), []).Model;

        model.Score([]).ShouldBe(0.25, 1e-12);
    }

    [Fact]
    public void One_label_only_is_an_error()
    {
        Should.Throw<InvalidInputException>(() => LogisticRegression.Fit(TrainingSets.Of([0, 0], [true, true]), [0, 1], [])).Message.ShouldBe(
            "A logistic regression needs rows of both labels: 2 of 2 rows are true. Change the spine's label or load more history.");
    }

    [Fact]
    public void A_fit_that_does_not_come_to_a_stand_is_an_error()
    {
        var table = TrainingSets.Customers(500, 9);

        Should.Throw<InvalidInputException>(() => LogisticRegression.Fit(table, TrainingSets.AllRows(table), table.Features, new LogisticOptions { MaxIterations = 2 }))
            .Message.ShouldBe("The logistic regression did not come to a stand in 2 steps on 500 rows. Raise LogisticOptions.MaxIterations or Lambda.");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Lambda_must_be_positive(double lambda)
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new LogisticOptions { Lambda = lambda });
    }
}

using Larder.Errors;

namespace Larder.Training;

public sealed class TrainingTableTests
{
    private static readonly TrainingTable Table = TrainingSets.Of([1, 2], [true, false], ("a:x", [1, double.NaN]), ("a:y", [3, 4]));

    [Fact]
    public void A_table_gives_its_columns_by_name()
    {
        Table.Rows.ShouldBe(2);
        Table.Features.ShouldBe(["a:x", "a:y"]);
        Table.Column("a:y").ToArray().ShouldBe([3.0, 4.0]);
        Table.Times.ToArray().ShouldBe([TrainingSets.Day(1), TrainingSets.Day(2)]);
        Table.Labels.ToArray().ShouldBe([true, false]);
        (Table.Has("a:x"), Table.Has("a:z")).ShouldBe((true, false));
    }

    [Fact]
    public void A_feature_that_is_not_there_is_named_with_those_that_are()
    {
        Should.Throw<NotFoundException>(() => Table.Column("a:z").Length).Message.ShouldBe("The training set has no numeric feature 'a:z'; it has a:x, a:y.");
        Should.Throw<NotFoundException>(() => TrainingSets.Of([], []).Column("a:z").Length).Message.ShouldBe("The training set has no numeric feature 'a:z'; it has none.");
    }

    [Fact]
    public void Columns_of_different_lengths_are_no_table()
    {
        Should.Throw<ArgumentException>(() => TrainingSets.Of([1, 2], [true, false], ("a:x", [1])))
            .Message.ShouldBe("1 features, columns of 1 rows, 2 times and 2 labels do not make a table.");
        Should.Throw<ArgumentException>(() => TrainingSets.Of([1, 2], [true], ("a:x", [1, 2])))
            .Message.ShouldBe("1 features, columns of 2 rows, 2 times and 1 labels do not make a table.");
        Should.Throw<ArgumentException>(() => TrainingSets.Of([1], [true], ("a:x", [1]), ("a:x", [1])));
    }
}

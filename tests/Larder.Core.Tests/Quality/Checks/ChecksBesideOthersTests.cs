using Larder.Core.Tests.Expressions;
using Larder.Errors;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder.Core.Tests.Quality.Checks;

/// <summary>Checks of rows beside other rows, of the same source and of others.</summary>
public class ChecksBesideOthersTests
{
    private static readonly EventSource<Room> Rooms = Source.Csv<Room>("rooms.csv", r => r.At, "Rooms");

    private static readonly Stay[] Stays =
    [
        new(1, "a", 0, 2, 10),
        new(2, "a", 2, 4, 11),
        new(3, "b", 5, 7, 12),
        new(4, "A", 6, 6, 10),
        new(5, null, null, 9, 90),
    ];

    [Fact]
    public void Numbers_lie_within_some_deviations_of_their_mean()
    {
        var price = Expect.Column((Stay s) => s.Price);

        Run(price.ZScoreBelow(1.5)).ShouldBe("fail 5 1: 5");
        Run(price.ZScoreBelow(2)).ShouldBe("pass 5 0");
        Run(price.ZScoreBelow(0.4, oneSided: true)).ShouldBe("fail 5 1: 5");
        Run(price.ZScoreBelow(3).When(s => s.Id == 1)).ShouldBe("fail 1 1: 1");
        Run(price.ZScoreBelow(1).GroupBy(s => s.Room)).ShouldBe("fail 5 3: 3, 4, 5");
    }

    [Fact]
    public void Values_follow_each_other_in_an_order()
    {
        var (from, price) = (Expect.Column((Stay s) => s.From), Expect.Column((Stay s) => s.Price));

        Run(from.Increasing(by: s => s.Id, strictly: true)).ShouldBe("pass 4 0");
        Run(price.Increasing(by: s => s.Id)).ShouldBe("fail 5 1: 4");
        Run(price.Decreasing(by: s => s.Id, mostly: 0.4)).ShouldBe("pass 5 3");
        Run(price.Steps(1, by: s => s.Id, per: s => s.Room)).ShouldBe("pass 5 0");
        Run(price.Steps(1, by: s => s.Id)).ShouldBe("fail 5 2: 4, 5");
        Run(price.Increasing(by: s => s.From, strictly: true).GroupBy(s => s.Room)).ShouldBe("pass 4 0");
    }

    [Fact]
    public void Ranges_do_not_overlap()
    {
        var stay = Expect.Pair((Stay s) => s.From, s => s.To);

        Run(stay.DisjointRanges()).ShouldBe("fail 4 2: 3, 4");
        Run(stay.DisjointRanges(empty: true, per: s => s.Room)).ShouldBe("pass 4 0");
        Run(stay.DisjointRanges(RangeGaps.None).When(s => s.Id < 4)).ShouldBe("fail 3 1: 2");
        Run(stay.DisjointRanges(RangeGaps.Required).When(s => s.Id < 4)).ShouldBe("fail 3 1: 1");
    }

    [Fact]
    public void Texts_have_one_letter_case_and_the_most_frequent_values_are_known()
    {
        var room = Expect.Column((Stay s) => s.Room);
        var cased = Result(room.OneLetterCase());

        (cased.Tally.Tested, cased.Tally.Bad, cased.Tally.Repeated, cased.Tally.Surplus).ShouldBe((3, 2, 1, 1));
        cased.Samples.Select(s => $"{s.Row} {s.Values[0]}").ShouldBe(["1 A", "2 a"]);
        Run(room.OneLetterCase().When(s => s.Id > 2)).ShouldBe("pass 2 0");
        Run(room.ModeInSet(["a"])).ShouldBe("pass 4 0");
        Run(Expect.Column((Stay s) => s.Price).ModeInSet([11], ties: true)).ShouldBe("fail 5 1");
        Run(Expect.Column((Stay s) => s.Id).ModeInSet([3])).ShouldBe("fail 5 5");
        Run(Expect.Column((Stay s) => s.Id).ModeInSet([3], ties: true)).ShouldBe("pass 5 0");
        Run(room.ModeInSet(["a"]).When(s => s.Room == null)).ShouldBe("fail 0 0");
        Result(Expect.Pair((Stay s) => s.From, s => s.To).Correlation(0.8, 1)).Tally.Value.ToNumber()!.Value.ShouldBe(17.25 / Math.Sqrt(22.75 * 14.75), 1e-12);
        Run(Expect.Pair((Stay s) => s.From, s => s.To).Correlation().When(s => s.Id == 1)).ShouldBe("fail 1 0");
    }

    [Fact]
    public void Rows_of_another_source_are_given_in_memory()
    {
        Room[] rooms = [new("a", 2, true, default), new("b", 1, false, default), new("a", 1, true, default), new(null, 0, true, default)];
        var room = Expect.Column((Stay s) => s.Room);

        Run(room.References(Rooms, r => r.Code), rooms).ShouldBe("fail 4 1: 4");
        Run(room.References(Rooms.Where(r => r.Open), r => r.Code), rooms).ShouldBe("fail 4 2: 3, 4");
        Run(room.KeySet(Rooms, r => r.Code, SetRelation.Superset, counted: false), rooms).ShouldBe("pass 3 0");
        Run(room.KeySet(Rooms, r => r.Code), rooms).ShouldBe("fail 3 1: 1");
        Run(room.KeySet(Rooms, r => r.Code, SetRelation.Subset), []).ShouldBe("fail 3 3: 1, 2, 1");
        Run(Expect.Columns<Stay>(s => s.Room, s => s.From).EqualRows(Rooms, [r => r.Code, r => r.Rate]), rooms).ShouldBe("fail 9 7: 1, 0, 1, 1, 0");
        Run(Expect.Columns<Stay>(s => s.Id, s => s.Price).EqualRows(Rooms, [r => r.Rate, r => r.Rate], decimals: 0).When(s => s.Id > 9), []).ShouldBe("pass 0 0");
        Result(Expect.RowCountRatio<Stay, Room>(Rooms, 1), rooms).Tally.Value.ShouldBe(FeatureValue.From(1.25));
        Run(Expect.RowCountRatio<Stay, Room>(Rooms), []).ShouldBe("fail 5 0");
        Result(room.References(Rooms, r => r.Code)).Error.ShouldBe("Check room_foreign_key compares with source rooms, whose rows are not in CheckContext.Others; put them there under 'rooms'.");
        Result(Expect.RowCountChange<Stay>(0.5)).ShouldSatisfyAllConditions(r => r.Outcome.ShouldBe(CheckOutcome.NotEvaluated), r => r.Error.ShouldBe("There is no version before to compare with, or it has no rows."));
    }

    [Fact]
    public void A_class_in_C_sharp_makes_a_number_and_what_it_throws_is_an_error()
    {
        Result(Expect.Aggregate<Stay, Nights>("nights", atMost: 10)).ShouldSatisfyAllConditions(
            r => r.Outcome.ShouldBe(CheckOutcome.Pass), r => r.Tally.Value.ShouldBe(FeatureValue.From(6.0)), r => r.Tally.Tested.ShouldBe(4), r => r.Check.Limit.ShouldEndWith("Nights in [, 10]"));
        Result(Expect.Aggregate<Stay, Nights>("nights", atMost: 10), all: true).Error.ShouldBe("Check nights threw InvalidOperationException: Nullable object must have a value. It was asked about row 5; let the condition decide such rows.");
        Result(Expect.Metric<Stay>("average", "avg(price)", 0)).Error.ShouldBe(
            "Check average is written in SQL, which runs over files and tables and not over rows in memory; a condition in When has to compare columns with constants, for it becomes SQL too.");
    }

    [Fact]
    public void Wrong_expectations_are_refused()
    {
        var (room, id, price) = (Expect.Column((Stay s) => s.Room), Expect.Column((Stay s) => s.Id), Expect.Column((Stay s) => s.Price));

        Refused(() => price.ZScoreBelow(0), "0 standard deviations are out of range; give a number greater than 0, for example 3.");
        Refused(() => id.Steps(0.5, by: s => s.From), "A step of 0.5 is out of range; give a finite number, for whole numbers a whole one.");
        Refused(() => id.Steps(TimeSpan.FromDays(1), by: s => s.From), "Stay.Id is int32, which has no steps in time; give a number.");
        Refused(() => id.Increasing(by: s => s.Id + 1), "An expectation needs a property of Stay that is a column, as in (Stay l) => l.Id.");
        Refused(() => id.References(Rooms, r => r.Code), "Stay.Id is int32 and Room.Code is string; compare numbers with numbers, text with text, times with times.");
        Refused(() => Expect.Columns<Stay>(s => s.Id, s => s.Price).EqualRows(Rooms, [r => r.Rate]), "2 columns are compared with 1 of rooms; name as many.");
        Refused(() => Expect.Columns<Stay>(s => s.Id, s => s.Price).EqualRows(Rooms, [r => r.Rate, r => r.Rate], 16), "16 decimals are out of range; give a number from 0 to 15.");
        Refused(() => room.KeySet(Rooms, r => r.Code).GroupBy(s => s.Id), "Check room_key_set_equal of kind key_set_equal knows no groups; leave GroupBy out.");
        Refused(() => Expect.Metric<Stay>("m", "(SELECT 1)"), "Check m has a query in it, by its word select; write one aggregate over the columns, such as sum(price) / count(*), or use NoRows for a query.");
        Refused(() => Expect.Metric<Stay>("m", "sum(price)), (1"), "Check m is no expression: its parentheses do not match; write one aggregate over the columns, such as sum(price) / count(*).");
        Refused(() => Expect.Metric<Stay>("m", " "), "Check m is no expression: it is empty; write one aggregate over the columns, such as sum(price) / count(*).");
        Refused(() => Expect.Metric<Stay>("m", "random()"), "Check m calls random, which gives another value each time; take it from a column of the source.");
        Refused(() => Expect.NoRows<Stay>("m", "SELECT 1"), "Check m does not read its rows; write FROM {rows}.");
        Refused(() => Expect.NoRows<Stay>("m", "DELETE FROM {rows}"), "Check m must be one query; begin it with SELECT, WITH or FROM.");
        Refused(() => Expect.NoRows<Stay>("m", "FROM {rows}; FROM {rows}"), "Check m must be one query; leave out the semicolon.");
        Refused(() => Expect.NoRows<Stay>("m", "FROM {rows} JOIN 'a.csv'"), "Check m reads the file 'a.csv'; a check reads its own rows: FROM {rows}.");
        Refused(() => Expect.NoRows<Stay>("m", "FROM {rows}, read_csv('a')"), "Check m calls read_csv, which reads files or the engine itself; a check reads its own rows: FROM {rows}.");
    }

    [Fact]
    public void A_check_says_in_one_line_what_it_compares()
    {
        Text(Expect.Column((Stay s) => s.Room).References(Rooms.Where(r => r.Open), r => r.Code, mostly: 0.5)).ShouldBe("Error room_foreign_key: foreign_key(room) in rooms(code) where $0.Open:Boolean mostly 0.5");
        Text(Expect.Column((Stay s) => s.Id).Steps(2, by: s => s.From, per: s => s.Room)).ShouldBe("Error id_sequential: sequential(id, from, room) steps of 2 [\"int64 2\"] per last");
        Text(Expect.NoRows<Stay>("odd", "FROM {rows}")).ShouldBe("Error odd: failing_rows() no rows: FROM {rows}");
        Text(Expect.RowCountChange<Stay>(0.5)).ShouldBe("Error row_count_change: row_count_ratio() rows / version before in [0.5, ] [\"float64 3fe0000000000000\", \"\"]");
        Text(Expect.Column((Stay s) => s.Id).ApproximateDistinctCount(2)).ShouldBe("Error id_distinct_count: distinct_count(id) [2, ] DistinctCount [\"int64 2\", \"\"] approximate");
    }

    private static string Text(Expectation<Stay> expectation) => expectation.Check.Describe(EventSchema.Of(typeof(Stay)));

    private static void Refused(Func<object> make, string message) => Should.Throw<InvalidDefinitionException>(make).Message.ShouldBe(message);

    private static string Run(Expectation<Stay> expectation, Room[]? rooms = null)
    {
        var result = Result(expectation, rooms);
        return $"{result.Outcome.ToString().ToLowerInvariant()} {result.Tally.Tested} {result.Tally.Bad}{(result.Samples.Count == 0 ? string.Empty : $": {string.Join(", ", result.Samples.Select(s => s.Row))}")}";
    }

    private static CheckResult Result(Expectation<Stay> expectation, Room[]? rooms = null, bool all = false)
    {
        var context = new CheckContext(new Instant(0));
        var given = rooms is null ? context : context with { Others = new Dictionary<string, IEnumerable<EventBatch>> { ["rooms"] = [Rows.Batch(rooms)] } };
        return InMemoryChecks.Evaluate([expectation.Check], [Rows.Batch(all || expectation.Check is not RowAggregateCheck ? Stays : Stays[..4])], given).Single();
    }

    private sealed record Stay(int Id, string? Room, int? From, int? To, double Price);

    private sealed record Room(string? Code, double Rate, bool Open, DateTime At);

    private sealed class Nights : RowAggregate<Stay>
    {
        private int _nights;

        public override double? Value => _nights;

        public override void Add(Stay row) => _nights += row.To!.Value - row.From!.Value;
    }
}

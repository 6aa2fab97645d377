using Larder.Errors;
using Larder.Quality.Checks;
using Larder.Quality.Suites;
using Larder.Types;

namespace Larder.Core.Tests.Quality.Suites;

public class SuiteDocumentTests
{
    private static readonly EventSchema Schema = EventSchema.Of(typeof(Trip));
    private static readonly SuiteScalar NotNull = new("not_null", Line: 4, Column: 9);

    [Fact]
    public void A_suite_names_its_form_its_source_and_its_checks()
    {
        Refused(new SuiteList([], 1, 1), "s.yaml, line 1, column 1: a suite is a map of version, source, description, checks, and here is a list.");
        Refused(Map(("version", "2")), "s.yaml, line 2, column 3: a suite says 'version: 1'; later forms need a later Larder.");
        Refused(Map(("source", "trips")), "s.yaml, line 1, column 1: a suite says 'version: 1'; later forms need a later Larder.");
        Refused(Map(("version", "1")), "s.yaml, line 2, column 3: a suite says which source it is for, as in 'source: order_lines'.");
        Refused(Map(("version", "1"), ("source", "trips"), ("check", "a")), "s.yaml, line 2, column 1: a suite has no key 'check'; its keys are version, source, description, checks.");
        Refused(Map(("version", "1"), ("source", "trips")), "s.yaml, line 1, column 1: a suite has a list of checks, as in 'checks: [{kind: not_null, column: price}]'.");
    }

    [Fact]
    public void A_check_that_is_wrong_is_told_with_its_place_and_what_is_allowed()
    {
        Check([], "s.yaml, line 4, column 3: the check needs the key 'kind'; it is one of not_null, is_null, in_set, ", isStart: true);
        Check([("kind", "not_nul")], "s.yaml, line 5, column 9: there is no kind 'not_nul'; it is one of not_null, is_null, in_set, ", isStart: true);
        Check([("kind", "not_null"), ("colum", "fare")], "s.yaml, line 6, column 5: 'colum' is no key of not_null; its keys are kind, name, description, severity, when, group_by, column, mostly, warn_below.");
        Check([("kind", "not_null")], "s.yaml, line 4, column 3: the check needs the key 'column'.");
        Check([("kind", "not_null"), ("column", "price")], "s.yaml, line 6, column 9: the source has no column 'price'; it has line, note, stops, late, metres, fare, speed, paid, night, at, ended, path.");
        Check([("kind", "finite"), ("column", "line")], "s.yaml, line 6, column 9: column line is string, and here is needed a column of type float or double.");
        Check([("kind", "not_null"), ("column", "fare"), ("mostly", "2")], "s.yaml, line 4, column 3: not_null: A share of 2 is out of range; give a number from 0 to 1.");
        Check([("kind", "not_null"), ("column", "fare"), ("mostly", "most")], "s.yaml, line 7, column 9: 'mostly' takes a number here, and here is 'most'.");
        Check([("kind", "not_null"), ("column", "fare"), ("severity", "fatal")], "s.yaml, line 7, column 9: there is no severity 'fatal'; it is one of error, warn.");
        Check([("kind", "not_null"), ("column", "fare"), ("when", "fare > ")], "s.yaml, line 7, column 9: the condition 'fare > ': it ends where a column or a constant should be; a condition is like quantity > 0 && country != 'France'.");
        Check([("kind", "not_null"), ("column", "fare"), ("group_by", "path")], "s.yaml, line 7, column 9: column path is float64[], and here is needed a column that is no list or map.");
        Check([("kind", "not_null"), ("column", "fare"), ("name", "fare!")], "s.yaml, line 4, column 3: not_null: 'fare!' is no valid check name; use a letter, then letters, digits and underscores, 100 at most.");
        Check([("kind", "between"), ("column", "stops"), ("at_least", "5"), ("at_most", "1")], "s.yaml, line 4, column 3: between: Nothing lies within [5, 1]; give the lesser bound first.");
        Check([("kind", "between"), ("column", "stops"), ("at_least", "1.5")], "s.yaml, line 7, column 9: 'at_least' takes a whole number of 32 bits here, and here is '1.5'.");
        Check([("kind", "in_set"), ("column", "line"), ("values", "U1")], "s.yaml, line 7, column 9: 'values' takes a list, as in [a, b], and here is 'U1'.");
        Check([("kind", "matches_regex"), ("column", "line")], "s.yaml, line 4, column 3: the check needs the key 'pattern', a text.");
        Check([("kind", "matches_like"), ("column", "line"), ("pattern", "a"), ("escape", "ab")], "s.yaml, line 4, column 3: matches_like: 'escape' takes one character.");
        Check([("kind", "event_time_sane"), ("column", "at"), ("skew", "soon")], "s.yaml, line 4, column 3: event_time_sane: 'skew' takes a span of time such as 00:05:00, and here is 'soon'.");
        Check([("kind", "pair_compare"), ("columns", "stops")], "s.yaml, line 6, column 9: 'columns' takes a list of 2 columns, and here is 'stops'.");
        Check([("kind", "zscore_below"), ("column", "fare")], "s.yaml, line 4, column 3: the check needs the key 'threshold'.");
        Check([("kind", "zscore_below"), ("column", "fare"), ("threshold", "0")], "s.yaml, line 4, column 3: zscore_below: 0 standard deviations are out of range; give a number greater than 0, for example 3.");
        Check([("kind", "sequential"), ("column", "line"), ("by", "at"), ("rule", "increasing")], "s.yaml, line 6, column 9: column line is string, and here is needed a column of numbers or times.");
        Check([("kind", "sequential"), ("column", "stops"), ("by", "at"), ("rule", "step")], "s.yaml, line 4, column 3: sequential: the rule step needs the key 'step'.");
        Check([("kind", "sequential"), ("column", "stops"), ("by", "at"), ("rule", "increasing"), ("step", "1")], "s.yaml, line 4, column 3: sequential: 'step' goes with the rule step alone.");
        Check([("kind", "sequential"), ("column", "stops"), ("by", "at"), ("rule", "step"), ("step", "1.5")], "s.yaml, line 4, column 3: sequential: A step of 1.5 is out of range; give a finite number, for whole numbers a whole one.");
        Check([("kind", "sequential"), ("column", "at"), ("by", "stops"), ("rule", "step"), ("step", "soon")], "s.yaml, line 9, column 9: 'step' takes a span of time such as 00:05:00 here, and here is 'soon'.");
        Check([("kind", "quantile"), ("column", "fare"), ("continuous", "true"), ("approximate", "true")], "s.yaml, line 4, column 3: quantile: a quantile is continuous or approximate; leave one of them out.");
        Check([("kind", "mean"), ("column", "fare"), ("at_most", "5"), ("warn_at_most", "6")], "s.yaml, line 4, column 3: mean: Check fare_mean fails outside of [, 5], so bounds that warn have to lie within; [, 6] do not.");
        Check([("kind", "not_null"), ("column", "fare"), ("mostly", "0.9"), ("warn_below", "0.5")], "s.yaml, line 4, column 3: not_null: Check fare_not_null fails below 0.9, so it never warns below 0.5; give a greater share, or mostly a lesser one.");
        Check([("kind", "metric_expression"), ("sql", "sum(fare)")], "s.yaml, line 4, column 3: the check needs the key 'name', a text.");
        Check([("kind", "failing_rows"), ("name", "many"), ("sql", "SELECT 1 FROM {rows}"), ("group_by", "line")], "s.yaml, line 8, column 9: failing_rows knows no groups; leave 'group_by' out.");
        Check([("kind", "foreign_key"), ("column", "line"), ("other", "lines"), ("key", "id")], "s.yaml, line 7, column 9: source lines is not known here; 'larder validate --suite' compares with the repository's sources, and C# with those it names, as in Expect.Column(…).References(…).");
        Check([("kind", "row_expression"), ("expression", "paid")], "s.yaml, line 4, column 3: the check needs the key 'name', a text.");
    }

    [Fact]
    public void Checks_compare_with_sources_that_the_reader_knows()
    {
        var plain = Source.Csv<Plain>("a.csv", t => t.At, "Plains").Definition;
        var check = new SuiteMap([(new("kind"), new SuiteScalar("foreign_key")), (new("column"), new SuiteScalar("fare")), (new("other"), new SuiteScalar("plains")), (new("key"), new SuiteScalar("fare")), (new("other_when"), new SuiteScalar("fare > 2"))]);
        SuiteDocument Document(SuiteMap entry) => Suite(new SuiteList([entry]));

        var read = Document(check).ChecksOf(Schema, name => name == "plains" ? plain : null).ShouldHaveSingleItem();

        var declared = Expect.Column((Trip t) => t.Fare).References(Source.Csv<Plain>("a.csv", t => t.At, "Plains").Where(p => p.Fare > 2), p => p.Fare);
        read.Describe(Schema).ShouldBe(declared.Check.Describe(Schema));
        Should.Throw<InvalidDefinitionException>(() => Document(new SuiteMap([.. check.Entries.Select(e => e.Key.Text == "key" ? (e.Key, new SuiteScalar("id", Line: 9, Column: 7)) : e)])).ChecksOf(Schema, _ => plain)).Message
            .ShouldBe("s.yaml, line 9, column 7: the source has no column 'id'; it has at, fare.");
    }

    [Fact]
    public void Checks_in_SQL_are_read_again_as_they_were()
    {
        Check[] checks = [Expect.Metric<Trip>("value", "sum(fare) / count(*)", 0, 5).WarnUnless(atLeast: 1).Check, Expect.NoRows<Trip>("many", "SELECT line FROM {rows}").AsWarning().Check];

        var read = new SuiteDocument("s.yaml", SuiteDocument.Write("trips", Schema, checks)).ChecksOf(Schema);

        read.ShouldBe(checks);
        Check([("kind", "failing_rows"), ("name", "many"), ("sql", "DROP TABLE trips")], "s.yaml, line 4, column 3: failing_rows: Check many", isStart: true);
    }

    [Fact]
    public void Two_checks_have_two_names()
    {
        var check = new SuiteMap([(new("kind"), NotNull), (new("column"), new SuiteScalar("fare"))], 4, 3);
        Should.Throw<InvalidDefinitionException>(() => Suite(new SuiteList([check, check with { Line = 7 }])).ChecksOf(Schema)).Message
            .ShouldBe("s.yaml, line 7, column 3: the check name 'fare_not_null' is taken; give each its own with the key 'name'.");
    }

    [Fact]
    public void Checks_of_a_file_are_part_of_a_source_and_are_for_no_other()
    {
        var suite = Suite(new SuiteList([new SuiteMap([(new("kind"), NotNull), (new("column"), new SuiteScalar("fare")), (new("description"), new SuiteScalar("why"))])]));

        var definition = Source.Csv<Plain>("a.csv", t => t.At, "Trips").Expect(s => s.Check(suite)).Definition;
        definition.Suite.Checks.Select(c => $"{c.Describe(definition.Schema)} # {c.Description}").ShouldBe(["Error fare_not_null: not_null(fare) not null # why"]);
        var other = Source.Csv<Plain>("a.csv", t => t.At, "Rides");
        Should.Throw<InvalidDefinitionException>(() => other.Expect(s => s.Check(suite))).Message
            .ShouldBe("s.yaml is a suite for source trips, and not for rides; name the source in it, or give the file to the other one.");
        var both = Source.Csv<Plain>("a.csv", t => t.At, "Trips");
        Should.Throw<InvalidDefinitionException>(() => both.Expect(s => s.Check(Expect.Column((Plain p) => p.Fare).NotNull()).Check(suite))).Message
            .ShouldBe("The check name 'fare_not_null' is taken; s.yaml has it too.");
    }

    public sealed record Plain(DateTime At, double? Fare);

    private static void Check((string Key, string Value)[] keys, string message, bool isStart = false)
    {
        var check = new SuiteMap([.. keys.Select((k, i) => (new SuiteScalar(k.Key, Line: i + 5, Column: 5), (SuiteNode)new SuiteScalar(k.Value, Line: i + 5, Column: 9)))], 4, 3);
        var said = Should.Throw<InvalidDefinitionException>(() => Suite(new SuiteList([check])).ChecksOf(Schema)).Message;
        (isStart ? said[..message.Length] : said).ShouldBe(message);
    }

    private static SuiteDocument Suite(SuiteNode checks) => new("s.yaml", new SuiteMap([(new("version"), new SuiteScalar("1")), (new("source"), new SuiteScalar("trips")), (new("checks"), checks)]));

    private static SuiteMap Map(params (string Key, string Value)[] entries) =>
        new([.. entries.Select(e => (new SuiteScalar(e.Key, Line: 2, Column: 1), (SuiteNode)new SuiteScalar(e.Value, Line: 2, Column: 3)))], 1, 1);

    private static void Refused(SuiteNode root, string message) => Should.Throw<InvalidDefinitionException>(() => new SuiteDocument("s.yaml", root).ChecksOf(Schema)).Message.ShouldBe(message);
}

using System.Linq.Expressions;
using Larder.Errors;
using Larder.Quality.Checks;
using Larder.Quality.Suites.Conditions;
using Larder.Types;

namespace Larder.Core.Tests.Quality.Suites;

public sealed record Trip(string Line, string? Note, int Stops, int? Late, long? Metres, double? Fare, float Speed, bool Paid, bool? Night, DateTime At, DateTime? Ended, double[] Path);

public class ConditionReaderTests
{
    private static readonly EventSchema Schema = EventSchema.Of(typeof(Trip));
    private static readonly DateTime Limit = new(2024, 3, 1, 8, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void A_condition_is_the_very_one_that_C_sharp_makes()
    {
        var limit = Limit;
        Same("stops > 2", t => t.Stops > 2);
        Same("2 < stops", t => 2 < t.Stops);
        Same("late >= 1", t => t.Late >= 1);
        Same("late >= 1.5", t => t.Late >= 1.5);
        Same("metres != 3", t => t.Metres != 3);
        Same("metres <= 3000000000L", t => t.Metres <= 3_000_000_000L);
        Same("speed > 3.25f", t => t.Speed > 3.25f);
        Same("fare < 0.5", t => t.Fare < 0.5);
        Same("fare < 5", t => t.Fare < 5);
        Same("speed > 3", t => t.Speed > 3);
        Same("speed > 3.5", t => t.Speed > 3.5);
        Same("late < metres", t => t.Late < t.Metres);
        Same("line == 'U2'", t => t.Line == "U2");
        Same("note != \"it's\"", t => t.Note != "it's");
        Same("note == null", t => t.Note == null);
        Same("late != null", t => t.Late != null);
        Same("ended == null", t => t.Ended == null);
        Same("night == null", t => t.Night == null);
        Same("paid", t => t.Paid);
        Same("!paid", t => !t.Paid);
        Same("night == true", t => t.Night == true);
        Same("paid == false", t => t.Paid == false);
        Same("at >= '2024-03-01T08:00:00Z'", t => t.At >= limit);
        Same("ended < '2024-03-01T08:00:00Z'", t => t.Ended < limit);
        Same("stops in [1, 2]", t => t.Stops == 1 || t.Stops == 2);
        Same("paid && stops > 0 || !(fare >= 1) && line != ''", t => (t.Paid && t.Stops > 0) || (!(t.Fare >= 1) && t.Line != ""));
        Same("fare * stops >= 1", t => t.Fare * t.Stops >= 1);
    }

    [Fact]
    public void What_cannot_be_read_is_said_with_what_may_be_written()
    {
        Refused("stops >", "it ends where a column or a constant should be; a condition is like quantity > 0 && country != 'France'.");
        Refused("stops > 1 stops", "'stops' stands at character 11 where &&, || or the end should be; a condition is like quantity > 0 && country != 'France'.");
        Refused("stops > 1 ; drop", "';' at character 11 is no part of a condition; write columns, constants, && || == != <= >= < > ! ( ) [ ] , + - * / and in.");
        Refused("(stops > 1", "it ends where ')' should be to close a bracket; a condition is like quantity > 0 && country != 'France'.");
        Refused("stops in 1", "'1' stands at character 10 where '[' should be after 'in'; a condition is like quantity > 0 && country != 'France'.");
        Refused("stops == - paid", "'paid' stands at character 12 where a number should be behind '-'; a condition is like quantity > 0 && country != 'France'.");
        Refused("line == 'U2", "the text that begins at character 9 does not end; close it with '.");
        Refused("stop > 1", "the source has no column 'stop'; it has line, note, stops, late, metres, fare, speed, paid, night, at, ended, path.");
        Refused("path == null", "column path is float64[], which is not compared; take columns of single values.");
        Refused("stops", "stops is no condition; compare it with something, as in stops == 1.");
        Refused("night", "night can be null; write night == true.");
        Refused("stops == null", "stops is never null; leave the comparison out.");
        Refused("1 < 2", "1 < 2 compares two constants; name a column.");
        Refused("line > 'a'", "line and 'a' cannot be compared with >; numbers compare with numbers, text, true and null with == and != only, times with times such as '2011-12-09T12:50:00Z'.");
        Refused("at > 'soon'", "at and 'soon' cannot be compared with >; numbers compare with numbers, text, true and null with == and != only, times with times such as '2011-12-09T12:50:00Z'.");
        Refused("line + 1 == 2", "line + 1 takes two numbers, a column among them.");
        Refused("stops > 1.5.5", "'.' at character 12 is no part of a condition; write columns, constants, && || == != <= >= < > ! ( ) [ ] , + - * / and in.");
        Refused("stops > 99999999999999999999L", "'99999999999999999999L' is no number; write digits, with a point or an exponent, L behind a long and f behind a float.");
    }

    [Fact]
    public void What_only_C_sharp_can_say_is_not_written()
    {
        Written(t => t.Note!.Length > 1).ShouldBeNull();
        Written(t => t.Fare != double.NaN).ShouldBeNull();
        Written(t => t.Stops + 1 > 2).ShouldBeNull("it is not in floating point");
        Written(t => t.Late.HasValue).ShouldBeNull();
        Written(t => !(t.Stops > 0 || t.Note == "it's \\")).ShouldBe(@"!((stops > 0) || (note == 'it\'s \\'))");
    }

    private static string? Written(Expression<Func<Trip, bool>> condition) => ConditionWriter.TryWrite(RowCondition.Of(condition, Schema, "A"), Schema);

    private static void Refused(string text, string message) => Should.Throw<InvalidDefinitionException>(() => ConditionReader.Read(text, Schema, "A")).Message.ShouldBe(message);

    private static void Same(string text, Expression<Func<Trip, bool>> meant)
    {
        var expected = RowCondition.Of(meant, Schema, "A");
        var read = ConditionReader.Read(text, Schema, "A");
        (text, read.Text).ShouldBe((text, expected.Text));
        var written = ConditionWriter.TryWrite(expected, Schema);
        written.ShouldNotBeNull(text);
        ConditionReader.Read(written, Schema, "A").Text.ShouldBe(expected.Text);


    }
}

using Larder.Errors;
using Larder.Quality.Checks;

namespace Larder.Core.Tests.Quality.Checks;

public class TextPatternTests
{
    [Theory]
    [InlineData("b", "abc", true)]
    [InlineData("^b", "abc", false)]
    [InlineData("c$", "abc\n", false)]
    [InlineData("^.$", "💥", true)]
    [InlineData("^.$", "\n", false)]
    [InlineData("^[^a]$", "💥", true)]
    [InlineData("^[^a]$", "\n", true)]
    [InlineData("^[💥-💩]{2}$", "💥💩", true)]
    [InlineData("[^💥]", "💥", false)]
    [InlineData("^💥+$", "💥💥", true)]
    [InlineData(@"\d", "٣", false)]
    [InlineData(@"^\w+\.\w$", "a_1.b", true)]
    [InlineData(@"^[\d.-]+$", "-1.5", true)]
    [InlineData("^(?:ab){1,2}?$", "abab", true)]
    [InlineData("", "", true)]
    public void A_pattern_means_the_same_everywhere(string pattern, string text, bool matches) => TextPattern.Parse(pattern).IsMatch(text).ShouldBe(matches);

    [Fact]
    public void An_anchored_pattern_matches_the_whole_text()
    {
        var anchored = TextPattern.Parse("a|ab", isAnchored: true);

        new[] { "a", "ab", "b", "abc", "ab\n" }.Select(anchored.IsMatch).ShouldBe([true, true, false, false, false]);
        anchored.Re2.ShouldBe(@"\A(?:[\x{61}-\x{61}]|[\x{61}-\x{61}][\x{62}-\x{62}])\z");
    }

    [Theory]
    [InlineData("(?i)a", "'(?'", "groups are ( ) and (?: ); flags, names and looking around are not the same everywhere")]
    [InlineData("(?=a)", "'(?'", "groups are ( ) and (?: ); flags, names and looking around are not the same everywhere")]
    [InlineData(@"(a)\1", @"'\1'", "write the character itself, or a class such as [0-9A-Za-z]")]
    [InlineData(@"\bword", @"'\b'", "write the character itself, or a class such as [0-9A-Za-z]")]
    [InlineData(@"\p{L}", @"'\p'", "write the character itself, or a class such as [0-9A-Za-z]")]
    [InlineData("a++", "a repetition of a repetition", "put the inner one into (?: )")]
    [InlineData("*a", "'*' with nothing to repeat", @"write \*")]
    [InlineData("a{", "a bare '{'", @"write \{")]
    [InlineData("a{2,1}", "'{' that is no {n}, {n,} or {n,m}", @"write \{")]
    [InlineData("a{1001}", "more than 1000 repetitions", "repeat less often")]
    [InlineData("(a{100}){100}", "more than 1000 repetitions", "repeat less often")]
    [InlineData("^*", "a repeated end of the text", "leave the repetition out")]
    [InlineData("(a", "'(' without ')'", @"close it, or write \(")]
    [InlineData("a)", "')' without '('", @"write \)")]
    [InlineData("[a", "'[' without ']'", @"close it, or write \[")]
    [InlineData("[]", "an empty class", "name the characters")]
    [InlineData("[[:alpha:]]", "'[' in a class", @"write \[")]
    [InlineData(@"[\W]", @"'\D', '\W' or '\S' in a class", "name the characters")]
    [InlineData("[z-a]", "a range whose ends are not two characters in order", @"write \- for the sign itself")]
    [InlineData(@"a\", @"'\' at the end", @"write \\")]
    public void What_engines_read_differently_is_refused_by_name(string pattern, string what, string instead) =>
        Should.Throw<InvalidDefinitionException>(() => TextPattern.Parse(pattern)).Message.ShouldBe($"The pattern '{pattern}' has {what}, which not every engine reads alike; {instead}.");

    [Fact]
    public void A_pattern_that_cannot_be_compiled_is_refused() =>
        Should.Throw<InvalidDefinitionException>(() => TextPattern.Parse("(?:[a-z]{500}|[0-9]{500}|[A-Z]{500}){2}(?:[a-z]{900}){1}([^a]{1000})"))
            .Message.ShouldEndWith("is too large; write fewer and smaller repetitions.");

    [Theory]
    [InlineData("a%", null, "abc", true)]
    [InlineData("_", null, "💥", true)]
    [InlineData("__", null, "💥", false)]
    [InlineData("a\\_b", '\\', "a_b", true)]
    [InlineData("a\\_b", '\\', "axb", false)]
    [InlineData("a\\_b", null, "a\\xb", true)]
    [InlineData("%b%", null, "aBa", false)]
    [InlineData("", null, "", true)]
    public void Like_matches_whole_texts(string pattern, char? escape, string text, bool matches) => new LikePattern(pattern, escape).IsMatch(text).ShouldBe(matches);

    [Fact]
    public void Wrong_like_patterns_are_refused()
    {
        Should.Throw<InvalidDefinitionException>(() => new LikePattern("a!", '!')).Message.ShouldBe("The pattern 'a!' ends with its escape character; write it twice for itself.");
        Should.Throw<InvalidDefinitionException>(() => new LikePattern("a", '%')).Message
            .ShouldBe(@"The pattern 'a' holds a NUL character, or its escape is not a plain ASCII character other than % and _; give '\\', for example.");
    }

    [Fact]
    public void Formats_have_exact_forms()
    {
        Matching(TextFormat.Email, "a@b.org", "a@b", "a b@c.org").ShouldBe([true, false, false]);
        Matching(TextFormat.Uuid, "123e4567-e89b-12d3-a456-426614174000", "123e4567e89b12d3a456426614174000").ShouldBe([true, false]);
        Matching(TextFormat.Url, "https://x.org/?q=1", "ftp://x.org", "https://x y").ShouldBe([true, false, false]);
        Matching(TextFormat.Ipv4, "10.0.0.255", "10.0.0.256", "10.0.0.01").ShouldBe([true, false, false]);
        Matching(TextFormat.IsoDate, "2024-02-29", "2023-02-29", "0000-01-01").ShouldBe([true, false, false]);
        Matching(TextFormat.IsoTimestamp, "2024-02-29T23:59:59.123Z", "2024-02-29 12:30+02:00", "2024-02-29T24:00Z").ShouldBe([true, true, false]);
        Matching(TextFormat.WholeNumber, "-007", "+1", "1.0").ShouldBe([true, false, false]);
        Matching(TextFormat.DecimalNumber, "-1.50", "1.", "1e3").ShouldBe([true, false, false]);
    }

    private static IEnumerable<bool> Matching(TextFormat format, params string[] texts) => texts.Select(format.IsMatch);
}

using Larder.Cli.Output;

namespace Larder.Output;

public class PrintableTests
{
    [Theory]
    [InlineData("plain ünï 客", "plain ünï 客")]
    [InlineData("a\u001b[31mb", "a\uFFFD[31mb")]
    [InlineData("one\r\ntwo\nthree", "one two three")]
    [InlineData("bell\a\u009b", "bell\uFFFD\uFFFD")]
    public void A_line_has_no_control_characters(string text, string expected) => Printable.Line(text).ShouldBe(expected);
}

using Larder.DuckDb.Tests.Support;

namespace Larder.DuckDb.Tests.Types;

public sealed class IdentifiersTests
{
    [Theory]
    [InlineData("plain", "\"plain\"")]
    [InlineData("a\"b", "\"a\"\"b\"")]
    [InlineData("größe; DROP TABLE t", "\"größe; DROP TABLE t\"")]
    public void Names_are_quoted(string name, string expected) => Identifiers.Quote(name).ShouldBe(expected);

    [Theory]
    [InlineData("", "''")]
    [InlineData("it's", "'it''s'")]
    [InlineData("C:\\temp\\'", "'C:\\temp\\'''")]
    public void Text_is_quoted(string text, string expected) => Identifiers.Literal(text).ShouldBe(expected);

    [Fact]
    public void What_sql_cannot_carry_is_refused()
    {
        Should.Throw<ArgumentException>(() => Identifiers.Quote("a\0")).Message
            .ShouldBe("An identifier cannot contain a NUL character; choose another name. (Parameter 'identifier')");
        Should.Throw<ArgumentException>(() => Identifiers.Literal("a\0")).Message.ShouldBe(
            "A SQL literal cannot contain a NUL character; bind the text as a parameter of a prepared statement. (Parameter 'text')");
        Should.Throw<ArgumentException>(() => Identifiers.Quote(""));
    }

    [Fact]
    public void The_engine_reads_back_what_was_quoted()
    {
        using var db = TestDatabase.Open();
        var random = new Random(1);
        string[] pieces = ["'", "\"", "\\", "ß", "🦆", ";", "--", "/*", "$$", "{", "\n", " ", "x", "E'", "\t"];

        for (var i = 0; i < 200; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => pieces[random.Next(pieces.Length)]));
            using var result = db.Connection.Query($"SELECT {Identifiers.Literal(text)} AS {Identifiers.Quote(text)}");

            result.Columns[0].Name.ShouldBe(text);
            result.ReadAll().Single()[0].ShouldBe(text);
        }
    }
}

namespace Larder.OpenLineage.Sending;

public class RedactionTests
{
    private static readonly Redaction Redaction = new(["hunter22", null, "abc", "k3y"]);

    [Theory]
    [InlineData("cannot log in with hunter22 at all", "cannot log in with *** at all")]
    [InlineData("postgres://me:pw@db.example.org/sales is down", "postgres://***@db.example.org/sales is down")]
    [InlineData("Host=db;Password=pa ss;Database=x", "Host=db;Password=*** ss;Database=x")]
    [InlineData("Host=db;PWD = p;x", "Host=db;PWD = ***;x")]
    [InlineData("Authorization: Bearer xyz, retry", "Authorization: ***, retry")]
    [InlineData("api_key=1 apikey: 2 token=3", "api_key=*** apikey: *** token=***")]
    [InlineData("abc is too short to hide", "abc is too short to hide")]
    [InlineData("column passwords of source users", "column passwords of source users")]
    public void Secrets_are_taken_out(string text, string expected) => Redaction.Of(text).ShouldBe(expected);
}

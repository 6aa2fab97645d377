using Larder.Server.Http;
using Larder.Support;
using Microsoft.AspNetCore.Http;

namespace Larder.Http;

public class ProblemTests
{
    [Fact]
    public async Task A_request_whose_client_has_gone_is_counted_as_499_and_not_logged()
    {
        using var log = new ListLoggerProvider();
        var context = new DefaultHttpContext { RequestAborted = new CancellationToken(canceled: true) };
        using var body = new MemoryStream();
        context.Response.Body = body;

        await Problem.WriteAsync(context, new OperationCanceledException(), log.CreateLogger("Larder"));

        context.Response.StatusCode.ShouldBe(499);
        body.Length.ShouldBe(0);
        log.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_request_the_framework_cannot_read_keeps_its_status()
    {
        using var log = new ListLoggerProvider();
        var context = new DefaultHttpContext();
        using var body = new MemoryStream();
        context.Response.Body = body;

        await Problem.WriteAsync(context, new BadHttpRequestException("Unexpected end of request content.", 400), log.CreateLogger("Larder"));

        context.Response.ContentType.ShouldBe("application/problem+json");
        System.Text.Encoding.UTF8.GetString(body.ToArray()).ShouldBe(
            """{"type":"about:blank","title":"Bad Request","status":400,"detail":"The request cannot be read: Unexpected end of request content."}""");
    }
}

using Larder.Errors;

namespace Larder.Core.Tests.Errors;

public class ErrorCodesTests
{
    [Theory]
    [InlineData(ErrorKind.InvalidDefinition, 1, 500)]
    [InlineData(ErrorKind.InvalidInput, 1, 400)]
    [InlineData(ErrorKind.NotFound, 1, 404)]
    [InlineData(ErrorKind.Conflict, 1, 409)]
    [InlineData(ErrorKind.Unavailable, 1, 503)]
    [InlineData(ErrorKind.UserCode, 1, 500)]
    [InlineData(ErrorKind.SuiteBreached, 2, 422)]
    [InlineData(ErrorKind.GateRefused, 3, 500)]
    [InlineData(ErrorKind.ParityBroken, 4, 500)]
    [InlineData(ErrorKind.Drifted, 2, 500)]
    public void The_table_of_exit_codes_and_statuses(ErrorKind kind, int exitCode, int httpStatus) =>
        (ErrorCodes.ExitCode(kind), ErrorCodes.HttpStatus(kind)).ShouldBe((exitCode, httpStatus));

    [Fact]
    public void The_table_is_whole()
    {
        Enum.GetValues<ErrorKind>().Length.ShouldBe(10);
        ErrorCodes.Cancelled.ShouldBe(130);
    }

    [Fact]
    public void Each_error_knows_its_kind()
    {
        var inner = new FormatException("x");

        new InvalidDefinitionException("m").Kind.ShouldBe(ErrorKind.InvalidDefinition);
        new InvalidInputException("m").Kind.ShouldBe(ErrorKind.InvalidInput);
        new NotFoundException("m").Kind.ShouldBe(ErrorKind.NotFound);
        new ConflictException("m").Kind.ShouldBe(ErrorKind.Conflict);
        new UnavailableException("m").ShouldSatisfyAllConditions(e => e.Kind.ShouldBe(ErrorKind.Unavailable), e => e.IsTransient.ShouldBeFalse());
        new UnavailableException("m", isTransient: true).IsTransient.ShouldBeTrue();
        new UserCodeException("m", inner).ShouldSatisfyAllConditions(e => e.Kind.ShouldBe(ErrorKind.UserCode), e => e.InnerException.ShouldBe(inner));
    }
}

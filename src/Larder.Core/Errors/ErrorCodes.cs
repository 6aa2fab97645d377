namespace Larder.Errors;

/// <summary>The one table from <see cref="ErrorKind"/> to process exit code and HTTP status.</summary>
public static class ErrorCodes
{
    /// <summary>The exit code of a step stopped by Ctrl-C.</summary>
    public const int Cancelled = 130;

    /// <summary>The process exit code for <paramref name="kind"/>.</summary>
    public static int ExitCode(ErrorKind kind) => kind switch
    {
        ErrorKind.SuiteBreached or ErrorKind.Drifted => 2,
        ErrorKind.GateRefused => 3,
        ErrorKind.ParityBroken => 4,
        _ => 1,
    };

    /// <summary>The HTTP status for <paramref name="kind"/>.</summary>
    public static int HttpStatus(ErrorKind kind) => kind switch
    {
        ErrorKind.InvalidInput => 400,
        ErrorKind.NotFound => 404,
        ErrorKind.Conflict => 409,
        ErrorKind.SuiteBreached => 422,
        ErrorKind.Unavailable => 503,
        _ => 500,
    };
}

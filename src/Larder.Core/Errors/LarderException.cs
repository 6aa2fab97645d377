namespace Larder.Errors;

/// <summary>The root of every error Larder raises on purpose. The message says what, where and the next thing to do, in one line.</summary>
public class LarderException : Exception
{
    /// <summary>Creates an error of <paramref name="kind"/>.</summary>
    public LarderException(ErrorKind kind, string message, Exception? innerException = null)
        : base(message, innerException) => Kind = kind;

    /// <summary>What a caller can do about it.</summary>
    public ErrorKind Kind { get; }
}

/// <summary>A feature repository is written wrongly.</summary>
public sealed class InvalidDefinitionException(string message, Exception? innerException = null)
    : LarderException(ErrorKind.InvalidDefinition, message, innerException);

/// <summary>Data, arguments or a request do not have the declared shape.</summary>
public sealed class InvalidInputException(string message, Exception? innerException = null)
    : LarderException(ErrorKind.InvalidInput, message, innerException);

/// <summary>A named thing does not exist.</summary>
public sealed class NotFoundException(string message)
    : LarderException(ErrorKind.NotFound, message);

/// <summary>Somebody else changed the same thing first; read again and repeat.</summary>
public sealed class ConflictException(string message)
    : LarderException(ErrorKind.Conflict, message);

/// <summary>A store, disk or port cannot be used.</summary>
public sealed class UnavailableException(string message, bool isTransient = false, Exception? innerException = null)
    : LarderException(ErrorKind.Unavailable, message, innerException)
{
    /// <summary>Whether the same call may succeed a little later.</summary>
    public bool IsTransient { get; } = isTransient;
}

/// <summary>Code of the feature repository threw; the original is the inner exception.</summary>
public sealed class UserCodeException(string message, Exception innerException)
    : LarderException(ErrorKind.UserCode, message, innerException);

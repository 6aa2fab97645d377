namespace Larder.Server.Http;

/// <summary>A request that HTTP itself has a status for.</summary>
internal sealed class RequestProblemException(int status, string detail) : Exception(detail)
{
    public int Status { get; } = status;
}

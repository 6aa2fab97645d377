namespace Larder.Testing;

/// <summary>Runs the synchronous body of an in-memory store behind its asynchronous seam.</summary>
internal static class Locked
{
    public static Task<T> Run<T>(Lock gate, Func<T> action, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        try
        {
            lock (gate)
            {
                return Task.FromResult(action());
            }
        }
        catch (Exception error)
        {
            return Task.FromException<T>(error);
        }
    }
}

namespace Larder.Sqlite;

/// <summary>
/// Idle connections for readers. A thread looks into its processor's slot first, finds there what it put back last, and never waits:
/// when all slots are empty a connection is opened, when all are full one is closed.
/// </summary>
internal sealed class SessionPool(Func<Session> open) : IDisposable
{
    private readonly Session?[] _idle = new Session?[Math.Max(16, 2 * Environment.ProcessorCount)];
    private volatile bool _isDisposed;

    public Session Rent()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, typeof(SqliteDatabase));
        var first = Thread.GetCurrentProcessorId();
        for (var i = 0; i < _idle.Length; i++)
        {
            ref var slot = ref Slot(first + i);
            if (slot is not null && Interlocked.Exchange(ref slot, null) is { } session)
            {
                return session;
            }
        }

        return open();
    }

    public void Return(Session session)
    {
        var first = Thread.GetCurrentProcessorId();
        for (var i = 0; i < _idle.Length && !_isDisposed; i++)
        {
            if (Interlocked.CompareExchange(ref Slot(first + i), session, null) is null)
            {
                if (_isDisposed)
                {
                    Dispose();
                }

                return;
            }
        }

        session.Dispose();
    }

    /// <summary>Closes the idle connections; those in use are closed when they come back.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        for (var i = 0; i < _idle.Length; i++)
        {
            Interlocked.Exchange(ref _idle[i], null)?.Dispose();
        }
    }

    private ref Session? Slot(int index) => ref _idle[(int)((uint)index % (uint)_idle.Length)];
}

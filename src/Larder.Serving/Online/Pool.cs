namespace Larder.Serving.Online;

/// <summary>Keeps a few reusable objects; a rented one belongs to the renter alone.</summary>
internal sealed class Pool<T>(Func<T> create)
    where T : class
{
    private readonly T?[] _kept = new T?[2 * Environment.ProcessorCount];

    public T Rent()
    {
        for (var i = 0; i < _kept.Length; i++)
        {
            if (_kept[i] is { } candidate && Interlocked.CompareExchange(ref _kept[i], null, candidate) == candidate)
            {
                return candidate;
            }
        }

        return create();
    }

    public void Return(T item)
    {
        for (var i = 0; i < _kept.Length; i++)
        {
            if (_kept[i] is null && Interlocked.CompareExchange(ref _kept[i], item, null) is null)
            {
                return;
            }
        }
    }
}

using Larder.Storage;
using Larder.Types;

namespace Larder.Serving.Online;

/// <summary>The keys of one entity in a frame: which rows have the same, and what the store holds of each. Its memory is reused.</summary>
/// <param name="joinKeys">The plan's join keys.</param>
/// <param name="entity">The entity's number among them.</param>
internal sealed class FrameKeys(JoinKeys joinKeys, int entity)
{
    private readonly IReadOnlyList<KeyPart> _types = joinKeys.Entities[entity].KeyParts;
    private readonly EntityKey[] _parts = new EntityKey[joinKeys.Entities[entity].KeyParts.Count];
    private readonly Dictionary<EntityKey, int> _seen = [];
    private EntityKey?[] _keys = [];
    private int[] _owners = [];
    private EntityKey[] _distinct = [];
    private OnlineRow[] _stored = [];
    private int _distinctCount;

    /// <summary>The keys to be read, each once.</summary>
    public ReadOnlyMemory<EntityKey> Distinct => _distinct.AsMemory(0, _distinctCount);

    /// <summary>What was read of each.</summary>
    public Memory<OnlineRow> Stored => _stored.AsMemory(0, _distinctCount);

    /// <summary>A row's entity; null when a part of its key is.</summary>
    public EntityKey? this[int row] => _keys[row];

    /// <summary>The first row with the same key, for which it is read and computed; a row without one is its own.</summary>
    public int OwnerOf(int row) => _owners[row];

    /// <summary>Finds the distinct keys.</summary>
    /// <param name="columns">The values of the key columns, row by row.</param>
    /// <param name="count">Number of rows.</param>
    public void Collect(ReadOnlySpan<EntityKey?> columns, int count)
    {
        (_distinctCount, var single) = (0, count == 1);
        var places = joinKeys.PlacesOf(entity);
        var width = joinKeys.Columns.Count;
        for (var row = 0; row < count; row++)
        {
            _owners[row] = row;
            _keys[row] = KeyOf(columns.Slice(row * width, width), places);
            if (_keys[row] is not { } key)
            {
                continue;
            }

            if (!single && !_seen.TryAdd(key, row))
            {
                _owners[row] = _seen[key];
                continue;
            }

            _distinct[_distinctCount++] = key;
        }
    }

    public void Clear()
    {
        _seen.Clear();
        _stored.AsSpan(0, _distinctCount).Clear();
    }

    public void Grow(int rows)
    {
        Array.Resize(ref _keys, rows);
        Array.Resize(ref _owners, rows);
        Array.Resize(ref _distinct, rows);
        Array.Resize(ref _stored, rows);
    }

    private EntityKey? KeyOf(ReadOnlySpan<EntityKey?> row, ReadOnlySpan<int> places)
    {
        if (places.Length == 1)
        {
            return row[places[0]];
        }

        for (var i = 0; i < places.Length; i++)
        {
            if (row[places[i]] is not { } part)
            {
                return null;
            }

            _parts[i] = part;
        }

        return CompositeKey.Join(_parts, _types);
    }
}

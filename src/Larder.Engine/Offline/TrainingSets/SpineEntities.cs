using Larder.DuckDb;
using Larder.Engine;
using Larder.Types;

namespace Larder.Offline.TrainingSets;

/// <summary>The entity of each row of a spine, of one of the entities whose keys it carries.</summary>
/// <param name="joinKeys">The spine's key columns, in the order of its chunks.</param>
/// <param name="entity">The entity's number among them.</param>
/// <param name="rows">Rows of the spine.</param>
internal sealed class SpineEntities(JoinKeys joinKeys, int entity, int rows)
{
    private readonly Entity _entity = joinKeys.Entities[entity];
    private readonly KeyIndex _keys = new(joinKeys.Entities[entity].KeyType);
    private readonly int[] _ids = LargePages.Advise(new int[rows]);

    /// <summary>Takes a chunk whose first columns are the keys.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="offset">Rows before it.</param>
    public void Read(DuckDbChunk chunk, int offset)
    {
        var places = joinKeys.PlacesOf(entity);
        var ids = _ids.AsSpan(offset, chunk.RowCount);
        if (places.Length == 1)
        {
            _keys.GetOrAdd(chunk[places[0]], ids);
            return;
        }

        var parts = new FeatureValue[places.Length];
        for (var row = 0; row < ids.Length; row++)
        {
            for (var i = 0; i < parts.Length; i++)
            {
                parts[i] = SqlTypes.Value(chunk[places[i]], row, _entity.KeyParts[i].Type);
            }

            var key = _entity.KeyOf(parts);
            ids[row] = key.IsNull ? -1 : _keys.GetOrAdd(key);
        }
    }

    /// <summary>The rows by entity and time, once all are read.</summary>
    public SpineIndex Index(long[] times) => new(_keys, _ids, times);
}

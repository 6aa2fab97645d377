using System.Globalization;
using Larder.Offline;
using Larder.OnDemand;
using Larder.Types;

namespace Larder.Cli.Verification;

/// <summary>The join keys that a parity check asks about: of each entity one that its views know, chosen by itself.</summary>
internal sealed class SampledKeys
{
    private readonly JoinKeys _joinKeys;
    private readonly IReadOnlyList<FeatureValue>[] _keys;
    private readonly int[] _order;

    private SampledKeys(JoinKeys joinKeys, IReadOnlyList<FeatureValue>[] keys)
    {
        (_joinKeys, _keys) = (joinKeys, keys);
        _order = [.. Enumerable.Range(0, keys.Length).OrderByDescending(e => joinKeys.Entities[e].KeyParts.Count)];
    }

    /// <summary>Whether no entity has a key.</summary>
    public bool IsEmpty => _keys.All(k => k.Count == 0);

    /// <summary>Reads the keys of every entity of a plan.</summary>
    public static async Task<SampledKeys> ReadAsync(OfflineFeatures history, FeaturePlan plan, CancellationToken cancellationToken)
    {
        var keys = new IReadOnlyList<FeatureValue>[plan.Keys.Entities.Count];
        for (var e = 0; e < keys.Length; e++)
        {
            keys[e] = await history.KeysAsync(plan, plan.Keys.Entities[e], cancellationToken);
        }

        return new SampledKeys(plan.Keys, keys);
    }

    /// <summary>
    /// One value per key column. Entities with more parts choose first, because those that share columns with them find theirs given. Where there
    /// are several entities, one in fifty has no key.
    /// </summary>
    public FeatureValue[] Next(Random random)
    {
        var values = new FeatureValue[_joinKeys.Columns.Count];
        foreach (var e in _order)
        {
            if (_keys.Length > 1 && random.Next(50) == 0)
            {
                continue;
            }

            FeatureValue[] parts = Sample(_joinKeys.Entities[e], _keys[e], random);
            var places = _joinKeys.PlacesOf(e);
            for (var i = 0; i < parts.Length; i++)
            {
                values[places[i]] = values[places[i]].IsNull ? parts[i] : values[places[i]];
            }
        }

        return values;
    }

    /// <summary>One in fifty keys is nobody's: an unknown entity must look the same on both sides too.</summary>
    private static FeatureValue[] Sample(Entity entity, IReadOnlyList<FeatureValue> keys, Random random) => random.Next(50) != 0 && keys.Count > 0
        ? entity.PartsOf(keys[random.Next(keys.Count)])
        : [.. entity.KeyParts.Select(p => Nobody(p.Type, random))];

    private static FeatureValue Nobody(ColumnType type, Random random) => type switch
    {
        ColumnType.String => FeatureValue.From("nobody-" + random.Next().ToString(CultureInfo.InvariantCulture)),
        ColumnType.Int32 => FeatureValue.From(-1 - random.Next(1_000_000)),
        _ => FeatureValue.From(-1L - random.Next()),
    };
}

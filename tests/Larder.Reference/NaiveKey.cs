using Larder.Types;

namespace Larder.Reference;

/// <summary>When an event is of the entity asked for: every part of its key is there and is the part asked for.</summary>
public static class NaiveKey
{
    /// <summary>Whether a key is the one asked for; one that lacks a part is nobody's.</summary>
    public static bool Matches(IReadOnlyList<FeatureValue> asked, IReadOnlyList<FeatureValue> key)
    {
        for (var i = 0; i < asked.Count; i++)
        {
            if (asked[i].IsNull || key[i].IsNull || asked[i] != key[i])
            {
                return false;
            }
        }

        return true;
    }
}

using Larder.Storage;
using Larder.Types;

namespace Larder.Materialization;

/// <summary>The rows of a view, ready to be encoded.</summary>
internal interface IOnlineRows
{
    /// <summary>The numbers of the entities, by the order of their keys, from behind <paramref name="after"/> on.</summary>
    int[] InKeyOrder(EntityKey? after);

    /// <summary>What encodes the row of an entity by its number; for one thread, others take one of their own.</summary>
    Func<int, OnlineWrite> NewEncoder();
}

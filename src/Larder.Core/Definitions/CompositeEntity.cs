using System.Runtime.CompilerServices;
using Larder.Errors;

namespace Larder;

/// <summary>
/// An entity known by several join keys together. Views and spines give its key as an object of the parts, in the order of the join keys:
/// <c>e => new { e.CustomerId, e.StoreId }</c>. An event that lacks one of them has no key.
/// </summary>
public abstract class CompositeEntity : Entity
{
    private protected CompositeEntity(string name, params (string JoinKey, Type Type)[] key)
        : base(name, key)
    {
    }
}

/// <summary>An entity known by two join keys together, each a <see cref="string"/>, <see cref="int"/> or <see cref="long"/>.</summary>
/// <typeparam name="TFirst">The first one's type.</typeparam>
/// <typeparam name="TSecond">The second one's type.</typeparam>
/// <param name="firstJoinKey">The column that carries the first, for example <c>customer_id</c>.</param>
/// <param name="secondJoinKey">The column that carries the second, for example <c>store_id</c>.</param>
/// <param name="name">The entity's name; by default the property's, in snake case.</param>
/// <exception cref="InvalidDefinitionException">A type is another, a name is not valid, or both columns have one name.</exception>
public sealed class Entity<TFirst, TSecond>(string firstJoinKey, string secondJoinKey, [CallerMemberName] string name = "")
    : CompositeEntity(name, (firstJoinKey, typeof(TFirst)), (secondJoinKey, typeof(TSecond))), IAnnotated<Entity<TFirst, TSecond>>
    where TFirst : notnull
    where TSecond : notnull
{
    /// <inheritdoc/>
    public Entity<TFirst, TSecond> With(DefinitionNotes notes) => (Entity<TFirst, TSecond>)Annotated(notes);
}

/// <summary>An entity known by three join keys together, each a <see cref="string"/>, <see cref="int"/> or <see cref="long"/>.</summary>
/// <typeparam name="TFirst">The first one's type.</typeparam>
/// <typeparam name="TSecond">The second one's type.</typeparam>
/// <typeparam name="TThird">The third one's type.</typeparam>
/// <param name="firstJoinKey">The column that carries the first.</param>
/// <param name="secondJoinKey">The column that carries the second.</param>
/// <param name="thirdJoinKey">The column that carries the third.</param>
/// <param name="name">The entity's name; by default the property's, in snake case.</param>
/// <exception cref="InvalidDefinitionException">A type is another, a name is not valid, or two columns have one name.</exception>
public sealed class Entity<TFirst, TSecond, TThird>(string firstJoinKey, string secondJoinKey, string thirdJoinKey, [CallerMemberName] string name = "")
    : CompositeEntity(name, (firstJoinKey, typeof(TFirst)), (secondJoinKey, typeof(TSecond)), (thirdJoinKey, typeof(TThird))), IAnnotated<Entity<TFirst, TSecond, TThird>>
    where TFirst : notnull
    where TSecond : notnull
    where TThird : notnull
{
    /// <inheritdoc/>
    public Entity<TFirst, TSecond, TThird> With(DefinitionNotes notes) => (Entity<TFirst, TSecond, TThird>)Annotated(notes);
}

using System.Runtime.CompilerServices;
using Larder.Errors;
using Larder.Types;

namespace Larder;

/// <summary>The thing features describe, known by one join key. Make it with <see cref="Entity{TKey}"/>.</summary>
public abstract class Entity
{
    private protected Entity(string joinKey, Type keyType, string name)
    {
        JoinKey = Names.Check("join key", joinKey);
        Name = Names.Check("entity", Names.ToSnakeCase(name));
        if (!ColumnTypes.TryFrom(keyType, out var type) || type is not (ColumnType.String or ColumnType.Int32 or ColumnType.Int64))
        {
            throw new InvalidDefinitionException($"Entity {Name} has a key of type {keyType.Written()}; a join key must be string, int or long.");
        }

        KeyType = type;
    }

    /// <summary>The entity's name: the property's, in snake case.</summary>
    public string Name { get; }

    /// <summary>The column that carries the key in spines, requests and training sets.</summary>
    public string JoinKey { get; }

    /// <summary>The key's type.</summary>
    public ColumnType KeyType { get; }
}

/// <summary>An entity whose key is a <typeparamref name="TKey"/>: <see cref="string"/>, <see cref="int"/> or <see cref="long"/>.</summary>
/// <typeparam name="TKey">The key's type.</typeparam>
/// <param name="joinKey">The column that carries the key in spines, requests and training sets, for example <c>customer_id</c>: a letter, then letters, digits and underscores.</param>
/// <param name="name">The entity's name; by default the property's, in snake case.</param>
/// <exception cref="InvalidDefinitionException">The key's type is another, or a name is not valid.</exception>
public sealed class Entity<TKey>(string joinKey, [CallerMemberName] string name = "") : Entity(joinKey, typeof(TKey), name)
    where TKey : notnull;

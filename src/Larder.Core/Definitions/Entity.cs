using System.Runtime.CompilerServices;
using Larder.Catalog;
using Larder.Errors;
using Larder.Types;

namespace Larder;

/// <summary>The thing features describe, known by one join key or by several together. Make it with <see cref="Entity{TKey}"/> or <see cref="Entity{TFirst, TSecond}"/>.</summary>
public abstract class Entity
{
    private protected Entity(string name, params (string JoinKey, Type Type)[] key)
    {
        foreach (var (joinKey, _) in key)
        {
            Names.Check("join key", joinKey);
        }

        Name = Names.Check("entity", Names.ToSnakeCase(name));
        KeyParts = [.. key.Select(part => new KeyPart(part.JoinKey, TypeOf(part.Type)))];
        if (KeyParts.FirstOrDefault(p => RequestColumn.IsOfSpine(p.Name)) is { } taken)
        {
            throw new InvalidDefinitionException($"Entity {Name} has the join key '{taken.Name}', which is the name of a column of every spine; give it another.");
        }

        var repeated = KeyParts.GroupBy(p => p.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1);
        if (repeated is not null)
        {
            throw new InvalidDefinitionException($"Entity {Name} has the join key '{repeated.Key}' twice; give each part of the key a column of its own.");
        }
    }

    /// <summary>The entity's name: the property's, in snake case.</summary>
    public string Name { get; }

    /// <summary>The columns that carry the key in spines, requests and training sets: one, or several of a composite key, in the order declared.</summary>
    public IReadOnlyList<KeyPart> KeyParts { get; }

    /// <summary>The names of <see cref="KeyParts"/> for people: <c>customer_id</c>, or <c>customer_id, store_id</c>.</summary>
    public string JoinKey => string.Join(", ", KeyParts.Select(p => p.Name));

    /// <summary>The type of the key as one value: the column's; text where the key is composite, see <see cref="CompositeKey"/>.</summary>
    public ColumnType KeyType => KeyParts.Count == 1 ? KeyParts[0].Type : ColumnType.String;

    /// <summary>Description, owner and tags; no part of the meaning.</summary>
    public DefinitionNotes Notes { get; private set; } = DefinitionNotes.None;

    /// <summary>The key as one value; null where a part is.</summary>
    /// <param name="parts">One value per part, of the part's type or null.</param>
    public FeatureValue KeyOf(ReadOnlySpan<FeatureValue> parts) => KeyParts.Count == 1 ? parts[0] : CompositeKey.Join(parts);

    /// <summary>The parts of a key made by <see cref="KeyOf"/>; all null where it is.</summary>
    public FeatureValue[] PartsOf(FeatureValue key) => KeyParts.Count == 1 ? [key]
        : key.IsNull ? new FeatureValue[KeyParts.Count]
        : CompositeKey.Split(key.AsString()!, KeyParts);

    /// <summary>A key for people: <c>customer_id 'C1'</c>, or <c>customer_id 'C1', store_id '7'</c>.</summary>
    public string Describe(FeatureValue key) => string.Join(", ", KeyParts.Zip(PartsOf(key), (part, value) => $"{part.Name} '{value}'"));

    /// <summary>A copy with other notes.</summary>
    private protected Entity Annotated(DefinitionNotes notes)
    {
        var copy = (Entity)MemberwiseClone();
        copy.Notes = notes;
        return copy;
    }

    private ColumnType TypeOf(Type type) =>
        ColumnTypes.TryFrom(type, out var column) && column is ColumnType.String or ColumnType.Int32 or ColumnType.Int64
            ? column
            : throw new InvalidDefinitionException($"Entity {Name} has a key of type {type.Written()}; a join key must be string, int or long.");
}

/// <summary>An entity whose key is a <typeparamref name="TKey"/>: <see cref="string"/>, <see cref="int"/> or <see cref="long"/>.</summary>
/// <typeparam name="TKey">The key's type.</typeparam>
/// <param name="joinKey">The column that carries the key in spines, requests and training sets, for example <c>customer_id</c>: a letter, then letters, digits and underscores.</param>
/// <param name="name">The entity's name; by default the property's, in snake case.</param>
/// <exception cref="InvalidDefinitionException">The key's type is another, or a name is not valid.</exception>
public sealed class Entity<TKey>(string joinKey, [CallerMemberName] string name = "") : Entity(name, (joinKey, typeof(TKey))), IAnnotated<Entity<TKey>>
    where TKey : notnull
{
    /// <inheritdoc/>
    public Entity<TKey> With(DefinitionNotes notes) => (Entity<TKey>)Annotated(notes);
}

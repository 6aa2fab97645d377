using Larder.Errors;
using Larder.Types;

namespace Larder;

/// <summary>
/// The join keys of several entities together, as a spine or a request carries them: a column that two entities share is there once, and each
/// entity finds its parts among them.
/// </summary>
/// <threadsafety>Immutable.</threadsafety>
public sealed class JoinKeys
{
    private readonly int[][] _places;

    private JoinKeys(IReadOnlyList<Entity> entities, IReadOnlyList<KeyPart> columns, int[][] places) => (Entities, Columns, _places) = (entities, columns, places);

    /// <summary>The entities, each once.</summary>
    public IReadOnlyList<Entity> Entities { get; }

    /// <summary>The columns, in the order of the entities and of their parts.</summary>
    public IReadOnlyList<KeyPart> Columns { get; }

    /// <summary>The join keys of some entities; one named twice counts once.</summary>
    /// <exception cref="InvalidDefinitionException">Two of them have a column of one name and two types.</exception>
    public static JoinKeys Of(IEnumerable<Entity> entities)
    {
        Entity[] all = [.. entities.DistinctBy(e => e.Name)];
        var columns = new List<KeyPart>();
        var owners = new List<Entity>();
        var places = new int[all.Length][];
        for (var e = 0; e < all.Length; e++)
        {
            places[e] = [.. all[e].KeyParts.Select(part => Place(all[e], part))];
        }

        return new JoinKeys(all, columns, places);

        int Place(Entity entity, KeyPart part)
        {
            var known = columns.FindIndex(c => string.Equals(c.Name, part.Name, StringComparison.OrdinalIgnoreCase));
            if (known < 0)
            {
                columns.Add(part);
                owners.Add(entity);
                return columns.Count - 1;
            }

            return columns[known] == part ? known : throw new InvalidDefinitionException(
                $"Entities {owners[known].Name} and {entity.Name} have the join keys {Written(columns[known])} and {Written(part)}, which would be one column; give them one name and type, or two names.");
        }
    }

    /// <summary>The number of an entity among <see cref="Entities"/>.</summary>
    /// <exception cref="ArgumentException">It is none of them.</exception>
    public int IndexOf(Entity entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        for (var i = 0; i < Entities.Count; i++)
        {
            if (Entities[i].Name == entity.Name)
            {
                return i;
            }
        }

        throw new ArgumentException($"Entity {entity.Name} is none of {string.Join(", ", Entities.Select(e => e.Name))}.", nameof(entity));
    }

    /// <summary>Where an entity's parts lie among <see cref="Columns"/>.</summary>
    /// <param name="entity">The entity's number.</param>
    public ReadOnlySpan<int> PlacesOf(int entity) => _places[entity];

    /// <summary>The key of an entity as one value; null where one of its parts is.</summary>
    /// <param name="entity">The entity's number.</param>
    /// <param name="values">One value per column.</param>
    public FeatureValue KeyOf(int entity, IReadOnlyList<FeatureValue> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        FeatureValue[] parts = [.. _places[entity].Select(place => values[place])];
        return Entities[entity].KeyOf(parts);
    }

    /// <summary>The columns for people: <c>customer_id string, store_id int64</c>.</summary>
    public override string ToString() => string.Join(", ", Columns.Select(Written));

    private static string Written(KeyPart part) => $"{part.Name} {part.Type.Name()}";
}

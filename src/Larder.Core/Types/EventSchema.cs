using System.ComponentModel.DataAnnotations.Schema;
using System.Reflection;
using Larder.Errors;

namespace Larder.Types;

/// <summary>
/// The columns of an event type: every readable public property of a supported type, in declaration order. Computed properties
/// (no setter and no constructor parameter) are not columns.
/// </summary>
public sealed class EventSchema
{
    private readonly Dictionary<string, int> _byProperty;

    private EventSchema(Type type, IReadOnlyList<EventColumn> columns, ConstructorInfo? constructor)
    {
        Type = type;
        Columns = columns;
        Constructor = constructor;
        _byProperty = columns.Select((column, index) => (column.Property, index)).ToDictionary(p => p.Property, p => p.index, StringComparer.Ordinal);
    }

    /// <summary>The CLR type described.</summary>
    public Type Type { get; }

    /// <summary>The columns.</summary>
    public IReadOnlyList<EventColumn> Columns { get; }

    /// <summary>The constructor that takes the columns; null when the type is filled by its setters.</summary>
    internal ConstructorInfo? Constructor { get; }

    /// <summary>Describes a type.</summary>
    /// <exception cref="InvalidDefinitionException">A property has an unsupported type, two have one name in snake case, or there is none at all.</exception>
    public static EventSchema Of(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        var constructor = type.GetConstructors().MaxBy(c => c.GetParameters().Length) is { } c && c.GetParameters().Length > 0 ? c : null;
        var parameters = constructor?.GetParameters().Select(p => p.Name!).ToHashSet(StringComparer.OrdinalIgnoreCase) ?? [];
        var nullability = new NullabilityInfoContext();
        var columns = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.GetIndexParameters().Length == 0 && (p.CanWrite || parameters.Contains(p.Name)))
            .OrderBy(p => p.MetadataToken)
            .Select(p => Column(type, p, nullability))
            .ToArray();
        if (columns.Length == 0)
        {
            throw new InvalidDefinitionException(
                $"Event type {type.Name} has no columns; give it public properties of type {ColumnTypes.Known}.");
        }

        var repeated = columns.GroupBy(c => c.Name).FirstOrDefault(g => g.Count() > 1);
        return repeated is null
            ? new EventSchema(type, columns, constructor)
            : throw new InvalidDefinitionException(
                $"{type.Name}.{string.Join(" and ", repeated.Select(c => c.Property))} would both be column '{repeated.Key}'; rename one of them.");
    }

    /// <summary>The position of the column made from a property; false when the property is no column.</summary>
    public bool TryIndexOf(string property, out int index) => _byProperty.TryGetValue(property, out index);

    private static EventColumn Column(Type owner, PropertyInfo property, NullabilityInfoContext nullability)
    {
        if (!ColumnTypes.TryFrom(property.PropertyType, out var type))
        {
            throw new InvalidDefinitionException(
                $"{owner.Name}.{property.Name} is of type {property.PropertyType.Written()}, which is no column type; use {ColumnTypes.Known}.");
        }

        if (type.IsOfFeaturesOnly())
        {
            throw new InvalidDefinitionException(
                $"{owner.Name}.{property.Name} is of type {property.PropertyType.Written()}, which a feature can be but no column; use {ColumnTypes.Known}.");
        }

        var isNullable = Nullable.GetUnderlyingType(property.PropertyType) is not null
            || (!property.PropertyType.IsValueType && nullability.Create(property).ReadState != NullabilityState.NotNull);
        var source = property.GetCustomAttribute<ColumnAttribute>()?.Name ?? property.Name;
        return new EventColumn(Names.ToSnakeCase(property.Name), source, property.Name, type, isNullable);
    }
}

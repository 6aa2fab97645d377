using Larder.Catalog;
using Larder.Errors;
using Larder.Types;

namespace Larder.Erasure;

/// <summary>Whom to erase: values of join keys. Of an entity with several join keys those with these values among theirs are meant, whatever the others are.</summary>
public sealed class ErasureTarget
{
    private ErasureTarget(IReadOnlyList<(string Column, FeatureValue Value)> parts) => Parts = parts;

    /// <summary>Join keys with their values, by name.</summary>
    public IReadOnlyList<(string Column, FeatureValue Value)> Parts { get; }

    /// <summary>Columns that hold a join key under another name. Default none.</summary>
    public IReadOnlyList<ErasureColumn> Columns { get; private init; } = [];

    /// <summary>The same, with columns that hold a join key under another name: <c>orders.buyer</c>, or <c>orders.buyer=customer_id</c> where there are several join keys.</summary>
    /// <exception cref="InvalidInputException">One is not of that form, there is no such source, or a join key is not among those of the target.</exception>
    public ErasureTarget WithColumns(FeatureCatalog catalog, IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(columns);
        return new ErasureTarget(Parts) { Columns = [.. columns.Select(column => Column(catalog, column))] };
    }

    private ErasureColumn Column(FeatureCatalog catalog, string text)
    {
        var (place, key) = text.Split('=', 2) is [var left, var right] ? (left, right) : (text, Parts.Count == 1 ? Parts[0].Column : string.Empty);
        var column = place.Split('.', 2) is [var table, var name] && Parts.Any(p => p.Column == key) ? new ErasureColumn(table, name, key) : throw new InvalidInputException(
            $"--column cannot be '{text}'; write table.column{(Parts.Count > 1 ? "=join_key" : string.Empty)}, for a join key of --entity: {string.Join(", ", Parts.Select(p => p.Column))}.");
        var source = catalog.Source(column.Table);
        return source.Schema.Columns.FirstOrDefault(c => c.Name == column.Column) is { } found && Fits(found.Type, Parts.First(p => p.Column == key).Value.Type) ? column : throw new InvalidInputException(
            $"--column cannot be '{text}'; source {source.Name} has no column {column.Column} that could hold {key}. It has {string.Join(", ", source.Schema.Columns.Select(c => $"{c.Name} ({c.Type.Name()})"))}.");
    }

    /// <summary>Whether a column's values can be those of a join key: whole numbers of either width are the same.</summary>
    internal static bool Fits(ColumnType column, ColumnType joinKey) =>
        column == joinKey || (column is ColumnType.Int32 or ColumnType.Int64 && joinKey is ColumnType.Int32 or ColumnType.Int64);

    /// <summary>Reads <c>customer_id=123</c>, once for each join key.</summary>
    /// <exception cref="InvalidInputException">It is not of that form, no entity has these join keys together, or a value is of another type.</exception>
    public static ErasureTarget Parse(FeatureCatalog catalog, IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(arguments);
        var entities = catalog.Views.OfType<CompiledSourceView>().Select(v => v.Entity).DistinctBy(e => e.Name).OrderBy(e => e.Name, StringComparer.Ordinal).ToArray();
        string Known() => string.Join(", ", entities.Select(e => $"{e.Name} ({string.Join(", ", e.KeyParts.Select(p => p.Name))})"));
        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var argument in arguments)
        {
            var split = argument.IndexOf('=', StringComparison.Ordinal);
            if (split < 1 || !texts.TryAdd(argument[..split], argument[(split + 1)..]))
            {
                throw new InvalidInputException($"--entity cannot be '{argument}'; write join_key=value, each join key once. There are {Known()}.");
            }
        }

        var chosen = entities.FirstOrDefault(e => texts.Count > 0 && texts.Keys.All(name => e.KeyParts.Any(p => p.Name == name)))
            ?? throw new InvalidInputException($"No entity of a view over a source has {(texts.Count == 0 ? "no join key" : $"the join keys {string.Join(" and ", texts.Keys)}")}; name one with --entity. There are {Known()}.");
        return new ErasureTarget([.. texts.Select(pair => (pair.Key, Value(chosen.KeyParts.First(p => p.Name == pair.Key), pair.Value)))]);
    }

    /// <summary>Whether an entity has all of the join keys, with their types.</summary>
    public bool IsOf(Entity entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return Parts.All(part => entity.KeyParts.Any(p => p.Name == part.Column && p.Type == part.Value.Type));
    }

    /// <summary>The key of the one entity that is meant; null where it has further join keys.</summary>
    public EntityKey? KeyOf(Entity entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return entity.KeyParts.Count == Parts.Count
            ? EntityKey.From(entity.KeyOf([.. entity.KeyParts.Select(p => Parts.First(part => part.Column == p.Name).Value)]))
            : null;
    }

    /// <summary>The join keys and values, in one form: <c>customer_id=123</c>.</summary>
    public override string ToString() => string.Join(", ", Parts.Select(p => $"{p.Column}={p.Value}"));

    private static FeatureValue Value(KeyPart part, string text) =>
        part.Type == ColumnType.String ? FeatureValue.From(text)
        : !long.TryParse(text, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var number)
            || (part.Type == ColumnType.Int32 && number is < int.MinValue or > int.MaxValue)
            ? throw new InvalidInputException($"--entity cannot be '{text}'; {part.Name} is {part.Type.Name()}.")
        : part.Type == ColumnType.Int32 ? FeatureValue.From((int)number) : FeatureValue.From(number);
}

using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Larder.Catalog.Lineage;
using Larder.Errors;
using Larder.Expressions;
using Larder.Types;

namespace Larder.Catalog;

/// <summary>
/// An entity's key in an event. A composite key is read part by part from the object that the lambda makes, so neither that object nor its type,
/// whose name the compiler chooses anew in each build, is part of the meaning.
/// </summary>
/// <param name="Function">The key as one value.</param>
/// <param name="Parts">Its parts.</param>
/// <param name="Column">The column that a key of one part copies; -1 for any other.</param>
/// <param name="Columns">The columns it reads.</param>
/// <param name="Texts">The fingerprint of each part.</param>
/// <param name="Reads">The same without the conversions around it, which the compiler adds here and not there.</param>
internal sealed record CompiledKey(RowFunction Function, IReadOnlyList<RowFunction> Parts, int Column, IReadOnlyList<int> Columns, IReadOnlyList<string> Texts, IReadOnlyList<string> Reads)
{
    /// <summary>The column form of each of <see cref="Parts"/>.</summary>
    public required IReadOnlyList<ColumnFunction> Fills { get; init; }

    /// <summary>Which columns it is made of.</summary>
    public required IReadOnlyList<ColumnUse> Uses { get; init; }

    /// <summary>The canonical form: the lambda, or a list of one for each part.</summary>
    public JsonNode Json => Texts.Count == 1 ? Texts[0] : new JsonArray([.. Texts.Select(t => (JsonNode)t)]);

    public static CompiledKey Compile(Entity entity, LambdaExpression lambda, SourceDefinition source, string where)
    {
        var compiled = Compile(entity, lambda, source.Schema, where);
        return source.BoundedTexts.Cast<int?>().FirstOrDefault(column => compiled.Columns.Contains(column!.Value)) is { } bounded
            ? throw new InvalidDefinitionException(
                $"{where} makes its key of {source.Schema.Type.Name}.{source.Schema.Columns[bounded].Property}, whose least and greatest values source {source.Name} keeps in the log (WithBounds), where an erasure does not reach them; leave the column out of WithBounds.")
            : compiled;
    }

    private static CompiledKey Compile(Entity entity, LambdaExpression lambda, EventSchema schema, string where)
    {
        if (entity.KeyParts.Count == 1)
        {
            var key = ConstantFolder.Fold(lambda, where);
            var function = RowCompiler.Compile(key, schema, $"{where}: its key").Function;
            return new CompiledKey(function, [function], ColumnSelector.IndexOf(schema, key) ?? -1, [.. RowCompiler.ColumnsOf(key, schema)], [Fingerprint.Of(key)], [Plain(key)])
            {
                Fills = [ColumnCompiler.Compile(key, schema, $"{where}: its key")],
                Uses = ColumnUses.Of(key, schema, Transformation.GroupBy),
            };
        }

        LambdaExpression[] parts = [.. Split(entity, lambda, where).Select(part => ConstantFolder.Fold(part, where))];
        RowFunction[] functions = [.. parts.Select((part, i) => RowCompiler.Compile(part, schema, $"{where}: its key {entity.KeyParts[i].Name}").Function)];
        int[] columns = [.. parts.SelectMany(part => RowCompiler.ColumnsOf(part, schema)).Distinct().Order()];
        return new CompiledKey(Join(functions), functions, -1, columns, [.. parts.Select(Fingerprint.Of)], [.. parts.Select(Plain)])
        {
            Fills = [.. parts.Select((part, i) => ColumnCompiler.Compile(part, schema, $"{where}: its key {entity.KeyParts[i].Name}"))],
            Uses = [.. parts.SelectMany(part => ColumnUses.Of(part, schema, Transformation.GroupBy)).Distinct()],
        };
    }

    private static IEnumerable<LambdaExpression> Split(Entity entity, LambdaExpression key, string where)
    {
        if (key.Body is not NewExpression made || made.Arguments.Count != entity.KeyParts.Count)
        {
            throw new InvalidDefinitionException(
                $"{where} gives the key of entity {entity.Name} otherwise than part by part; write an object with a value for each of {entity.JoinKey}, as in e => new {{ e.CustomerId, e.StoreId }}.");
        }

        for (var i = 0; i < made.Arguments.Count; i++)
        {
            var part = entity.KeyParts[i];
            if (made.Members is { } members && entity.KeyParts.Any(p => p != part && p.Name == Names.ToSnakeCase(members[i].Name)))
            {
                throw new InvalidDefinitionException(
                    $"{where} gives {members[i].Name} for the join key {part.Name} of entity {entity.Name}; write the parts in the entity's order: {entity.JoinKey}.");
            }

            yield return Expression.Lambda(Typed(made.Arguments[i], part, entity, where), key.Parameters);
        }
    }

    private static Expression Typed(Expression value, KeyPart part, Entity entity, string where)
    {
        ColumnTypes.TryFrom(value.Type, out var type);
        if (type == part.Type)
        {
            return value;
        }

        return type == ColumnType.Int32 && part.Type == ColumnType.Int64
            ? Expression.Convert(value, Nullable.GetUnderlyingType(value.Type) is null ? typeof(long) : typeof(long?))
            : throw new InvalidDefinitionException(
                $"{where} gives the join key {part.Name} of entity {entity.Name} as {value.Type.Written()}, but it is {part.Type.ClrType().Written()}; convert it, or declare the entity with that type.");
    }

    private static string Plain(LambdaExpression part)
    {
        var body = part.Body;
        while (body is UnaryExpression { NodeType: ExpressionType.Convert } convert)
        {
            body = convert.Operand;
        }

        return Fingerprint.Of(Expression.Lambda(body, part.Parameters));
    }

    private static RowFunction Join(RowFunction[] parts) => (batch, row) =>
    {
        var values = default(PartValues);
        for (var i = 0; i < parts.Length; i++)
        {
            values[i] = parts[i](batch, row);
        }

        return CompositeKey.Join(((ReadOnlySpan<FeatureValue>)values)[..parts.Length]);
    };

    /// <summary>As many as the widest <see cref="CompositeEntity"/> has.</summary>
    [InlineArray(3)]
    private struct PartValues
    {
        private FeatureValue _first;
    }
}

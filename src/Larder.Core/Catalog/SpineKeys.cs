using System.Text.Json.Nodes;
using Larder.Errors;
using Larder.Expressions;

namespace Larder.Catalog;

/// <summary>The join keys that a spine's rows carry, and how each column is read from an event.</summary>
internal sealed record SpineKeys(JoinKeys Keys, IReadOnlyList<RowFunction> Values, IReadOnlyList<int> Columns, JsonArray? Json)
{
    /// <summary>One per column of <see cref="Keys"/>: how it is read, without conversions around it.</summary>
    public required IReadOnlyList<string> Reads { get; init; }

    /// <summary>Compiles the keys of the further entities; a column that two entities share must be read by one expression.</summary>
    public static SpineKeys Compile(string where, SpineDefinition definition, CompiledKey own)
    {
        (Entity Entity, CompiledKey Key)[] all =
        [
            (definition.Entity, own),
            .. definition.Further.Select(f => (f.Entity, CompiledKey.Compile(f.Entity, f.Key, definition.Source, where))),
        ];
        var repeated = all.GroupBy(a => a.Entity.Name).FirstOrDefault(g => g.Count() > 1);
        if (repeated is not null)
        {
            throw new InvalidDefinitionException($"{where} carries the key of {repeated.Key} twice; name each entity once.");
        }

        var keys = JoinKeys.Of(all.Select(a => a.Entity));
        var values = new RowFunction?[keys.Columns.Count];
        var reads = new string[keys.Columns.Count];
        for (var e = 0; e < all.Length; e++)
        {
            var places = keys.PlacesOf(e);
            for (var part = 0; part < places.Length; part++)
            {
                ref var value = ref values[places[part]];
                if (value is not null && reads[places[part]] != all[e].Key.Reads[part])
                {
                    throw new InvalidDefinitionException(
                        $"{where} gives the join key {keys.Columns[places[part]].Name} in two ways, one of them for {all[e].Entity.Name}; a row has one such column, so write the same expression.");
                }

                (value, reads[places[part]]) = (value ?? all[e].Key.Parts[part], all[e].Key.Reads[part]);
            }
        }

        return new SpineKeys(keys, values!, [.. all.SelectMany(a => a.Key.Columns).Distinct().Order()], all.Length == 1 ? null : Describe(all[1..])) { Reads = reads };
    }

    private static JsonArray Describe(IEnumerable<(Entity Entity, CompiledKey Key)> further) => new([.. further.Select(f => (JsonNode)new JsonObject
    {
        ["name"] = f.Entity.Name,
        ["join_key"] = DefinitionForms.JoinKey(f.Entity),
        ["key"] = f.Key.Json,
    })]);
}

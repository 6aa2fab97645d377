using System.Text.Json.Nodes;
using Larder.Catalog;
using Larder.Errors;
using Larder.Types;

namespace Larder;

/// <summary>The rows of a query over other sources' tables.</summary>
public sealed class SqlDerivation : Derivation
{
    private readonly Lazy<CanonicalJson> _form;

    internal SqlDerivation(SqlViewDefinition definition)
    {
        Statement = definition.Text.ToString();
        Mode = definition.Mode;
        Upstream = definition.Text.Sources;
        _form = new Lazy<CanonicalJson>(() => Describe(definition));
    }

    /// <summary>The query; each source stands in it as a quoted name.</summary>
    public string Statement { get; }

    /// <summary>What it computes when its sources have new rows.</summary>
    public SqlMode Mode { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<SourceDefinition> Upstream { get; }

    /// <inheritdoc/>
    /// <exception cref="InvalidDefinitionException">It was not said when the rows are known.</exception>
    public override CanonicalJson Form => _form.Value;

    /// <inheritdoc/>
    public override string Lineage => $"SQL over {string.Join(", ", Upstream.Select(s => s.Name))}";

    private static CanonicalJson Describe(SqlViewDefinition definition)
    {
        var source = definition.Source;
        if (source.KnownAt is null && !definition.HasDelay)
        {
            throw new InvalidDefinitionException(
                $"SQL view {source.Name} does not say when its rows are known, and one that sums up a day is not known when the day begins; "
                + "add .WithKnownAt(d => d.KnownAt) with a column such as max(_known_at) AS known_at, or .WithDelay(TimeSpan).");
        }

        return new CanonicalJson(new JsonObject
        {
            ["kind"] = "sql",
            ["statement"] = definition.Text.ToString(),
            ["mode"] = Names.ToSnakeCase(definition.Mode.ToString()),
            ["sources"] = new JsonArray([.. definition.Text.Sources.Select(s => (JsonNode)new JsonObject { ["name"] = s.Name, ["clocks"] = DefinitionForms.Clocks(s) })]),
            ["event_time"] = source.Schema.Columns[source.EventTime].Name,
            ["known_at"] = source.KnownAt is { } known ? source.Schema.Columns[known].Name : null,
            ["delay"] = source.KnownAt is null ? Window.Seconds(source.Delay) : null,
        });
    }
}

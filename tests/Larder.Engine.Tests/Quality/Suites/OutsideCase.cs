using System.Globalization;
using Larder.Quality.Checks;
using Larder.Types;
using YamlDotNet.RepresentationModel;

namespace Larder.Quality.Suites;

/// <summary>The columns that the tables of other tools' cases have.</summary>
public sealed record OutsideRow(
    long? Na, long? Nb, long? Nc, long? Nd, long? Ne, double? Da, double? Db, double? Dc, double? Dd, string? Ta, string? Tb, string? Tc, string? Td, bool? Ba, bool? Bb, DateTime? Ma);

/// <summary>A case of another tool: a table, a check, and what that tool says of it. tests/golden/expectations/README.md has the form.</summary>
internal sealed class OutsideCase
{
    public static readonly EventSchema Schema = EventSchema.Of(typeof(OutsideRow));
    private static readonly string[] Said = ["is", "ours", "why", "bad", "value", "tested"];
    private readonly YamlMappingNode _case;

    private OutsideCase(string name, IReadOnlyList<FeatureValue[]> rows, YamlMappingNode node) => (Name, Rows, _case) = (name, rows, node);

    public string Name { get; }

    public IReadOnlyList<FeatureValue[]> Rows { get; }

    /// <summary>What Larder says: what the tool says, unless it differs on purpose.</summary>
    public string Expected => Text("ours") ?? Text("is")!;

    public string There => Text("is")!;

    public string? Why => Text("why");

    public string? Tested => Text("tested");

    /// <summary>What must be measured; null where the tool does not say.</summary>
    public YamlNode? Value => Find("value");

    /// <summary>The check as a file.</summary>
    public string File
    {
        get
        {
            var check = new YamlMappingNode(_case.Children.Where(c => !Said.Contains(((YamlScalarNode)c.Key).Value)));
            var root = new YamlMappingNode("version", "1", "source", "outside") { { "checks", new YamlSequenceNode(check) } };
            using var text = new StringWriter(CultureInfo.InvariantCulture);
            new YamlStream(new YamlDocument(root)).Save(text, assignAnchors: false);
            return text.ToString();
        }
    }

    /// <summary>All cases of a file, in its order.</summary>
    public static IEnumerable<OutsideCase> Read(string file)
    {
        var stream = new YamlStream();
        using var text = new StreamReader(Path.Combine(AppContext.BaseDirectory, "golden", "expectations", file));
        stream.Load(text);
        foreach (var table in ((YamlSequenceNode)stream.Documents[0].RootNode).Cast<YamlMappingNode>())
        {
            var rows = RowsOf((YamlMappingNode)table["data"]);
            foreach (var node in ((YamlSequenceNode)table["cases"]).Cast<YamlMappingNode>())
            {
                yield return new($"{file}, line {node.Start.Line}", rows, node);
            }
        }
    }

    /// <summary>The bad rows as text, of the check's columns; null where the tool does not list them.</summary>
    public IEnumerable<string>? Bad(Check check) => (Find("bad") as YamlSequenceNode)?.Select(row =>
        Row(check.Columns.Select((c, i) => ValueOf(check.Columns.Count == 1 ? row : row[i], Schema.Columns[c].Type)))).Order(StringComparer.Ordinal);

    public static string Row(IEnumerable<FeatureValue> values) => string.Join(", ", values.Select(v => v.ToString()));

    public static FeatureValue ValueOf(YamlNode node, ColumnType type)
    {
        var scalar = (YamlScalarNode)node;
        return (type, scalar.Value!) switch
        {
            _ when scalar is { Value: "null", Style: YamlDotNet.Core.ScalarStyle.Plain } => FeatureValue.Null,
            (ColumnType.Int64, var text) => FeatureValue.From(long.Parse(text, CultureInfo.InvariantCulture)),
            (ColumnType.Float64, var text) => FeatureValue.From(double.Parse(text, CultureInfo.InvariantCulture)),
            (ColumnType.Boolean, var text) => FeatureValue.From(bool.Parse(text)),
            (ColumnType.Timestamp, var text) => Instant.TryParse(text, out var instant) ? FeatureValue.From(instant) : throw new FormatException(text),
            (_, var text) => FeatureValue.From(text),
        };
    }

    private static FeatureValue[][] RowsOf(YamlMappingNode data)
    {
        var columns = data.Children.ToDictionary(c => ((YamlScalarNode)c.Key).Value!, c => ((YamlSequenceNode)c.Value).Children);
        columns.Keys.ShouldBeSubsetOf(Schema.Columns.Select(c => c.Name));
        return
        [
            .. Enumerable.Range(0, columns.Values.Max(c => c.Count))
                .Select(row => Schema.Columns.Select(c => columns.TryGetValue(c.Name, out var values) ? ValueOf(values[row], c.Type) : FeatureValue.Null).ToArray()),
        ];
    }

    private string? Text(string key) => (Find(key) as YamlScalarNode)?.Value;

    private YamlNode? Find(string key) => _case.Children.TryGetValue(key, out var value) ? value : null;
}

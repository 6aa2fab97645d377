using System.Globalization;
using Larder.Errors;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder.Quality.Suites;

/// <summary>
/// A suite as it stands in a file: <c>version: 1</c>, the <c>source</c> it is for, and its <c>checks</c>. The checks are those that C# makes: a kind by its name, columns by theirs, and what the
/// methods of <see cref="Expect"/> take, under the same names in snake case. docs/data-quality.md lists the kinds.
/// </summary>
public sealed class SuiteDocument
{
    private const string Version = "1";
    private static readonly string[] Keys = ["version", "source", "description", "checks"];
    private readonly SuiteMap _root;

    /// <summary>Takes what was read.</summary>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="root">What it holds.</param>
    /// <exception cref="InvalidDefinitionException">It is no suite; the message says where.</exception>
    public SuiteDocument(string file, SuiteNode root)
    {
        File = file;
        _root = root as SuiteMap ?? throw Wrong(root, $"a suite is a map of {string.Join(", ", Keys)}, and here is {root.What}");
        if (_root.Entries.FirstOrDefault(e => !Keys.Contains(e.Key.Text)).Key is { } unknown)
        {
            throw Wrong(unknown, $"a suite has no key '{unknown.Text}'; its keys are {string.Join(", ", Keys)}");
        }

        if (_root.Find("version") is not SuiteScalar { Text: Version } version)
        {
            throw Wrong(_root.Find("version") ?? root, $"a suite says 'version: {Version}'; later forms need a later Larder");
        }

        Source = _root.Find("source") is SuiteScalar { IsNull: false, Text: var source }
            ? source
            : throw Wrong(_root.Find("source") ?? version, "a suite says which source it is for, as in 'source: order_lines'");
    }

    /// <summary>The file's name, for messages.</summary>
    public string File { get; }

    /// <summary>The source it is for.</summary>
    public string Source { get; }

    /// <summary>Its checks over rows of an event type.</summary>
    /// <param name="schema">The event type.</param>
    /// <param name="sources">The sources that its checks can compare with, by name, null for one that is not there; by default none.</param>
    /// <exception cref="InvalidDefinitionException">A check is wrong, or the rows lack its column; the message says where and what is allowed.</exception>
    public IReadOnlyList<Check> ChecksOf(EventSchema schema, Func<string, SourceDefinition?>? sources = null)
    {
        ArgumentNullException.ThrowIfNull(schema);
        var entries = _root.Find("checks") is SuiteList list
            ? list.Items
            : throw Wrong(_root.Find("checks") ?? _root, "a suite has a list of checks, as in 'checks: [{kind: not_null, column: price}]'");
        var checks = new List<Check>();
        foreach (var entry in entries)
        {
            var check = new EntryReader(this, schema, entry as SuiteMap ?? throw Wrong(entry, $"a check is a map of keys, as in {{kind: not_null, column: price}}, and here is {entry.What}"), sources ?? (_ => null)).Read();
            checks.Add(checks.All(c => c.Name != check.Name) ? check : throw Wrong(entry, $"the check name '{check.Name}' is taken; give each its own with the key 'name'"));
        }

        return checks;
    }

    /// <summary>A suite to be put in a file. Read again, it gives equal checks.</summary>
    /// <param name="source">The source it is for.</param>
    /// <param name="schema">The event type.</param>
    /// <param name="checks">The checks.</param>
    /// <exception cref="InvalidDefinitionException">A condition in C# has no form outside of it.</exception>
    public static SuiteMap Write(string source, EventSchema schema, IEnumerable<Check> checks) => new(
    [
        (new("version"), new SuiteScalar(Version)),
        (new("source"), new SuiteScalar(source)),
        (new("checks"), new SuiteList([.. checks.Select(c => EntryWriter.Write(c, schema))])),
    ]);

    /// <summary>What is wrong at a place of the file.</summary>
    internal InvalidDefinitionException Wrong(SuiteNode at, string what, Exception? inner = null) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{File}, line {at.Line}, column {at.Column}: {what}."), inner);
}

using System.Globalization;
using Larder.Errors;
using Larder.Quality.Checks;
using Larder.Quality.Suites.Conditions;
using Larder.Types;

namespace Larder.Quality.Suites;

/// <summary>Reads one check of a suite's file, key by key.</summary>
/// <param name="document">The suite.</param>
/// <param name="schema">The event type.</param>
/// <param name="entry">The check's keys.</param>
/// <param name="sources">The sources that a check can compare with, by name.</param>
internal sealed class EntryReader(SuiteDocument document, EventSchema schema, SuiteMap entry, Func<string, SourceDefinition?> sources)
{
    /// <summary>What every check may have.</summary>
    public static readonly string[] Common = ["kind", "name", "description", "severity", "when", "group_by"];

    /// <summary>The check.</summary>
    public Check Read()
    {
        var kind = Word("kind", CheckKinds.All, k => k.Name);
        string[] keys = [.. Common, .. kind.Keys];
        if (entry.Entries.FirstOrDefault(e => !keys.Contains(e.Key.Text)).Key is { } unknown)
        {
            throw document.Wrong(unknown, $"'{unknown.Text}' is no key of {kind.Name}; its keys are {string.Join(", ", keys)}");
        }

        try
        {
            var check = kind.Read(this);
            check = check with
            {
                Name = Names.Check("check", TextOrNull("name") ?? check.Name),
                Description = TextOrNull("description"),
                Severity = Enum<CheckSeverity>("severity", CheckSeverity.Error),
            };
            check = WarnLevels.Read(this, schema, check);
            check = entry.Find("when") is null ? check : check with { When = Condition("when", check.Name) };
            if (entry.Find("group_by") is { } groups && !check.CanGroup)
            {
                throw document.Wrong(groups, $"{kind.Name} knows no groups; leave 'group_by' out");
            }

            return entry.Find("group_by") is null ? check : check with { GroupBy = Place("group_by", ColumnsOfKind.Keys).Index };
        }
        catch (InvalidDefinitionException wrong) when (!wrong.Message.StartsWith($"{document.File}, line ", StringComparison.Ordinal))
        {
            throw document.Wrong(entry, $"{kind.Name}: {wrong.Message.TrimEnd('.')}", wrong);
        }
    }

    /// <summary>The column of a key, which must be of a sort.</summary>
    public ExpectedPlace Place(string key, ColumnsOfKind sort) => Place(Required(key), sort);

    /// <summary>The columns of a key, at least so many.</summary>
    public IReadOnlyList<ExpectedPlace> Places(string key, int atLeast, int atMost, ColumnsOfKind sort)
    {
        var node = Required(key);
        return node is SuiteList list && list.Items.Count >= atLeast && list.Items.Count <= atMost
            ? [.. list.Items.Select(item => Place(item, sort))]
            : throw document.Wrong(node, $"'{key}' takes a list of {(atLeast == atMost ? $"{atLeast}" : $"at least {atLeast}")} columns, and here is {node.What}");
    }

    /// <summary>The index of a key's column of single values; null where there is none.</summary>
    public int? PlaceOrNull(string key) => entry.Find(key) is null ? null : Place(key, ColumnsOfKind.Keys).Index;

    /// <summary>The source of the key <c>other</c>, the columns of some keys and the condition of <c>other_when</c>.</summary>
    /// <param name="keys">Keys that name a column of it each; null for a list under <c>keys</c>.</param>
    public OtherRows Other(string[]? keys)
    {
        var (name, node) = (Text("other"), Required("other"));
        var source = sources(name) ?? throw document.Wrong(
            node, $"source {name} is not known here; 'larder validate --suite' compares with the repository's sources, and C# with those it names, as in Expect.Column(…).References(…)");
        var columns = keys is null ? Items("keys") : [.. keys.Select(Required)];
        int[] indexes = [.. columns.Select(c => Place(c, ColumnsOfKind.Keys, source.Schema).Index)];
        return new(source, indexes, entry.Find("other_when") is null ? null : Condition("other_when", $"of rows of {name}", source.Schema));
    }

    /// <summary>The step from a column's value to the next; null where there is none.</summary>
    public FeatureValue Step(string key, EventColumn column)
    {
        if (entry.Find(key) is not { } node)
        {
            return FeatureValue.Null;
        }

        return column.Type != ColumnType.Timestamp ? Declared.Step(NumberOf(key), column.Type)
            : TimeSpan.TryParseExact(Text(key), "c", CultureInfo.InvariantCulture, out var span) ? FeatureValue.From(span.Ticks / TimeSpan.TicksPerMicrosecond)
            : throw document.Wrong(node, $"'{key}' takes a span of time such as 00:05:00 here, and here is {node.What}");
    }

    /// <summary>A text that must be there.</summary>
    public string Text(string key) => TextOrNull(key) ?? throw document.Wrong(entry.Find(key) ?? entry, $"the check needs the key '{key}', a text");

    /// <summary>A text; null where there is none.</summary>
    public string? TextOrNull(string key) => entry.Find(key) switch
    {
        null => null,
        SuiteScalar { IsNull: false, Text: var text } => text,
        var other => throw document.Wrong(other, $"'{key}' takes a text, and here is {other.What}"),
    };

    /// <summary>A value of a type; null where there is none.</summary>
    public FeatureValue Value(string key, ColumnType type) => entry.Find(key) is { } node ? Value(node, key, type) : FeatureValue.Null;

    /// <summary>A number; null where there is none.</summary>
    public double? Number(string key) => Value(key, ColumnType.Float64).ToNumber();

    /// <summary>A number that must be there.</summary>
    public double NumberOf(string key) => Value(Required(key), key, ColumnType.Float64).ToNumber()!.Value;

    /// <summary>Whether a key says <c>true</c>.</summary>
    public bool Flag(string key, bool byDefault = false) => entry.Find(key) is null ? byDefault : Value(key, ColumnType.Boolean).AsBoolean();

    /// <summary>The least share of good rows. Default 1.</summary>
    public double Mostly() => Declared.Share(Number("mostly") ?? 1);

    /// <summary>The bounds of values of a type.</summary>
    public Bounds Bounds(ColumnType type, long? byDefault = null) =>
        Declared.Bounds(entry.Find("at_least") is null ? FeatureValue.From(byDefault) : Value("at_least", type), Value("at_most", type), Flag("above"), Flag("below"));

    /// <summary>The values of a list.</summary>
    public IReadOnlyList<FeatureValue> Set(string key, ColumnType type) => Declared.Set(Items(key).Select(item => Value(item, key, type)));

    /// <summary>The pairs of a list of lists.</summary>
    public IReadOnlyList<(FeatureValue Left, FeatureValue Right)> Pairs(string key, ColumnType left, ColumnType right) =>
    [
        .. Items(key).Select(item => item is SuiteList { Items: [var l, var r] }
            ? (Declared.Value(Value(l, key, left)), Declared.Value(Value(r, key, right)))
            : throw document.Wrong(item, $"'{key}' takes a list of pairs, as in [[1, a], [2, b]], and here is {item.What}")),
    ];

    /// <summary>A member of an enumeration by its name in snake case.</summary>
    public TEnum Enum<TEnum>(string key, TEnum? byDefault = null)
        where TEnum : struct, Enum => entry.Find(key) is null && byDefault is { } known ? known : Word(key, System.Enum.GetValues<TEnum>(), v => Names.ToSnakeCase(v.ToString()));

    /// <summary>One of some things by its name.</summary>
    public T Word<T>(string key, IReadOnlyList<T> all, Func<T, string> nameOf)
    {
        var names = string.Join(", ", all.Select(nameOf));
        var node = entry.Find(key) ?? throw document.Wrong(entry, $"the check needs the key '{key}'; it is one of {names}");
        return all.FirstOrDefault(a => nameOf(a) == (node as SuiteScalar)?.Text) is { } found && nameOf(found) == (node as SuiteScalar)?.Text
            ? found
            : throw document.Wrong(node, $"there is no {key} {node.What}; it is one of {names}");
    }

    /// <summary>A condition on a row.</summary>
    public RowCondition Condition(string key, string name) => Condition(key, $"Check {name}", schema);

    private RowCondition Condition(string key, string where, EventSchema rows)
    {
        var (text, at) = (Text(key), entry.Find(key)!);
        try
        {
            return ConditionReader.Read(text, rows, where);
        }
        catch (InvalidDefinitionException wrong)
        {
            throw document.Wrong(at, $"the condition '{text}': {wrong.Message.TrimEnd('.')}", wrong);
        }
    }

    private ExpectedPlace Place(SuiteNode node, ColumnsOfKind sort) => Place(node, sort, schema);

    private ExpectedPlace Place(SuiteNode node, ColumnsOfKind sort, EventSchema rows)
    {
        var name = node is SuiteScalar { IsNull: false, Text: var text }
            ? text
            : throw document.Wrong(node, $"a column is named here, as in 'column: {rows.Columns[0].Name}', and here is {node.What}");
        var found = rows.Columns.Index().FirstOrDefault(c => c.Item.Name == name, (-1, default!));
        return found.Item1 < 0 ? throw document.Wrong(node, $"the source has no column '{name}'; it has {string.Join(", ", rows.Columns.Select(c => c.Name))}")
            : sort.Takes(found.Item2.Type) ? new ExpectedPlace(rows, found.Item1)
            : throw document.Wrong(node, $"column {name} is {found.Item2.Type.Name()}, and here is needed {sort.Name}");
    }

    private FeatureValue Value(SuiteNode node, string key, ColumnType type) => node is SuiteScalar scalar && SuiteValues.Read(scalar, type) is { } value
        ? value
        : throw document.Wrong(node, $"'{key}' takes {SuiteValues.Form(type)} here, and here is {node.What}");

    private IReadOnlyList<SuiteNode> Items(string key) => Required(key) is SuiteList list
        ? list.Items
        : throw document.Wrong(Required(key), $"'{key}' takes a list, as in [a, b], and here is {Required(key).What}");

    private SuiteNode Required(string key) => entry.Find(key) ?? throw document.Wrong(entry, $"the check needs the key '{key}'");
}

using System.Globalization;
using Larder.Errors;
using Larder.Quality.Checks;
using Larder.Quality.Suites.Conditions;
using Larder.Types;

namespace Larder.Quality.Suites;

/// <summary>Writes one check as the keys from which it is read again. What is the default is left out.</summary>
internal sealed class EntryWriter
{
    private readonly EventSchema _schema;
    private readonly List<(SuiteScalar Key, SuiteNode Value)> _entries = [];

    private EntryWriter(EventSchema schema) => _schema = schema;

    /// <summary>The keys of a check.</summary>
    /// <exception cref="InvalidDefinitionException">Its condition has no form outside of C#.</exception>
    public static SuiteMap Write(Check check, EventSchema schema)
    {
        var writer = new EntryWriter(schema);
        var kind = CheckKinds.All.FirstOrDefault(k => k.Name == check.Kind)
            ?? throw new InvalidDefinitionException($"Check {check.Name} of kind {check.Kind} has no form in a suite's file; define it in C#.");
        writer.Add("kind", new SuiteScalar(kind.Name));
        kind.Write(check, writer);
        WarnLevels.Write(writer, check);
        writer.Text("name", check.Name);
        writer.Enum("severity", check.Severity, CheckSeverity.Error);
        if (check.When is { } condition)
        {
            writer.Condition("when", condition, check.Name);
        }

        if (check.GroupBy is { } column)
        {
            writer.Column("group_by", column);
        }

        if (check.Description is { } description)
        {
            writer.Add("description", new SuiteScalar(description, IsQuoted: true));
        }

        return new(writer._entries);
    }

    public void Column(string key, int column) => Text(key, _schema.Columns[column].Name);

    public void Columns(IEnumerable<int> columns) => Add("columns", new SuiteList([.. columns.Select(c => new SuiteScalar(_schema.Columns[c].Name))]));

    public void Text(string key, string text) => Add(key, new SuiteScalar(text));

    public void Quoted(string key, string? text)
    {
        if (text is not null)
        {
            Add(key, new SuiteScalar(text, IsQuoted: true));
        }
    }

    public void Flag(string key, bool isSet, bool byDefault = false)
    {
        if (isSet != byDefault)
        {
            Text(key, isSet ? "true" : "false");
        }
    }

    /// <summary>What is read of another source; its columns under a key, as a list where it is <c>keys</c>.</summary>
    public void Other(OtherRows there, string? key, string check)
    {
        Text("other", there.Source.Name);
        SuiteScalar[] columns = [.. there.Columns.Select(c => new SuiteScalar(there.Source.Schema.Columns[c].Name))];
        if (key is not null)
        {
            Add(key, key == "keys" ? new SuiteList(columns) : columns[0]);
        }

        if (there.Where is { } condition)
        {
            Condition("other_when", condition, check, there.Source.Schema);
        }
    }

    /// <summary>The step from a column's value to the next.</summary>
    public void Step(string key, int column, FeatureValue step)
    {
        if (!step.IsNull && _schema.Columns[column].Type == ColumnType.Timestamp)
        {
            Quoted(key, TimeSpan.FromTicks(step.Bits * TimeSpan.TicksPerMicrosecond).ToString("c", CultureInfo.InvariantCulture));
        }
        else
        {
            Value(key, step);
        }
    }

    public void Number(string key, double number) => Text(key, number.ToString("R", CultureInfo.InvariantCulture));

    public void Mostly(double mostly)
    {
        if (mostly != 1)
        {
            Number("mostly", mostly);
        }
    }

    public void Bounds(Bounds bounds)
    {
        Value("at_least", bounds.AtLeast);
        Value("at_most", bounds.AtMost);
        Flag("above", bounds.AboveLeast);
        Flag("below", bounds.BelowMost);
    }

    public void Value(string key, FeatureValue value)
    {
        if (!value.IsNull)
        {
            Add(key, SuiteValues.Write(value));
        }
    }

    public void Values(string key, IEnumerable<FeatureValue> values) => Add(key, new SuiteList([.. values.Select(SuiteValues.Write)]));

    public void Pairs(string key, IEnumerable<(FeatureValue Left, FeatureValue Right)> pairs) =>
        Add(key, new SuiteList([.. pairs.Select(p => new SuiteList([SuiteValues.Write(p.Left), SuiteValues.Write(p.Right)]))]));

    public void Enum<TEnum>(string key, TEnum value, TEnum? byDefault = null)
        where TEnum : struct, Enum
    {
        if (!value.Equals(byDefault))
        {
            Text(key, Names.ToSnakeCase(value.ToString()));
        }
    }

    public void Condition(string key, RowCondition condition, string check) => Condition(key, condition, check, _schema);

    private void Condition(string key, RowCondition condition, string check, EventSchema rows) => Quoted(
        key,
        ConditionWriter.TryWrite(condition, rows)
            ?? throw new InvalidDefinitionException($"Check {check}: its condition {Expressions.ReadableExpression.Of(condition.Text)} has no form outside of C#; "
                + "leave the check in the repository, or write the condition with columns, constants and comparisons."));

    private void Add(string key, SuiteNode value) => _entries.Add((new SuiteScalar(key), value));
}

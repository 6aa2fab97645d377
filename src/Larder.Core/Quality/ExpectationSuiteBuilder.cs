using System.Linq.Expressions;
using Larder.Errors;
using Larder.Expressions;
using Larder.Quality.Checks;
using Larder.Quality.Suites;
using Larder.Types;

namespace Larder.Quality;

/// <summary>
/// Composes the expectations of a source; each method adds one and returns the same object. A column whose property is not nullable needs
/// no rule: rows without it are quarantined as <c>column_not_null</c>.
/// </summary>
/// <typeparam name="T">The event type.</typeparam>
public sealed class ExpectationSuite<T>
{
    private readonly EventSchema _schema;
    private readonly string _source;
    private readonly List<RowRule> _rows = [];
    private readonly List<SuiteRule> _suite = [];
    private readonly List<Check> _checks = [];
    private bool _rejectsDuplicates;

    internal ExpectationSuite(EventSchema schema, string source) => (_schema, _source) = (schema, source);

    /// <summary>Rows for which <paramref name="condition"/> does not hold are quarantined under <paramref name="name"/>. A row that breaks several rules counts for each.</summary>
    /// <param name="name">A letter, then letters, digits and underscores; unique in the suite.</param>
    /// <param name="condition">What must hold. It sees nulls as they come.</param>
    /// <exception cref="InvalidDefinitionException">The name is taken or not valid, or the condition is not deterministic.</exception>
    public ExpectationSuite<T> Row(string name, Expression<Func<T, bool>> condition)
    {
        Names.Check("rule", name);
        if (name == ExpectationSuite.DuplicateRule || _rows.Any(r => r.Name == name))
        {
            throw new InvalidDefinitionException($"The rule name '{name}' is taken; give each rule its own.");
        }

        var rule = RowCondition.Of(condition, _schema, $"Rule {name}");
        _rows.Add(new RowRule(name, rule, ColumnCompiler.Compile(rule.Expression, _schema, $"Rule {name}")));
        return this;
    }

    /// <summary>
    /// Rows equal in every column of the event type to an earlier row of the same ingest are quarantined as <c>no_duplicates</c>; the first
    /// one is kept. Values are compared as they were read, so <c>1</c> and <c>1.0</c> of a number column are equal, and so is one instant
    /// written with two offsets; text is compared byte by byte. All files of one ingest count together. Rows ingested earlier do not:
    /// a file that repeats some of them is stored whole (the very same file is not stored twice).
    /// </summary>
    public ExpectationSuite<T> NoDuplicates()
    {
        _rejectsDuplicates = true;
        return this;
    }

    /// <summary>The run stops when a greater share of the raw rows lacks a column.</summary>
    /// <typeparam name="TValue">The column's type.</typeparam>
    /// <param name="column"><c>l => l.Price</c></param>
    /// <param name="atMost">From 0 to 1; exactly this share is allowed.</param>
    /// <exception cref="InvalidDefinitionException">The lambda is no column, or the share is out of range.</exception>
    public ExpectationSuite<T> NullRate<TValue>(Expression<Func<T, TValue>> column, double atMost)
    {
        var index = ColumnSelector.IndexOf(_schema, column)
            ?? throw new InvalidDefinitionException($"NullRate needs a property of {typeof(T).Name}, as in l => l.Price.");
        return Add(new SuiteRule(SuiteRuleKind.NullRate, index, null, Declared.Share(atMost)));
    }

    /// <summary>The run stops when the input has fewer or more raw rows. Without this rule an empty input stops it.</summary>
    /// <param name="atLeast">Fewest rows allowed. Default 1.</param>
    /// <param name="atMost">Most rows allowed. Default: any number.</param>
    public ExpectationSuite<T> RowCount(long atLeast = 1, long? atMost = null) => Add(SuiteRule.RowCount(atLeast, atMost));

    /// <summary>The run stops when a greater share of the raw rows would be quarantined.</summary>
    /// <param name="atMost">From 0 to 1; exactly this share is allowed.</param>
    /// <exception cref="InvalidDefinitionException">The share is out of range.</exception>
    public ExpectationSuite<T> QuarantineRate(double atMost) => Add(new SuiteRule(SuiteRuleKind.QuarantineRate, -1, null, Declared.Share(atMost)));

    /// <summary>Checks that <c>larder validate</c> runs, over files or over the stored table. They quarantine nothing and do not stop an ingest.</summary>
    /// <param name="expectations"><c>Expect.Column((OrderLine l) => l.Quantity).Between(1, 10_000)</c> and others.</param>
    /// <exception cref="InvalidDefinitionException">A check's name is taken.</exception>
    public ExpectationSuite<T> Check(params Expectation<T>[] expectations)
    {
        ArgumentNullException.ThrowIfNull(expectations);
        return Add(expectations.Select(e => e.Check), "give each its own with Named");
    }

    /// <summary>The checks of a suite that was read from a file.</summary>
    /// <param name="document">The suite, which must be for this source.</param>
    /// <exception cref="InvalidDefinitionException">It is for another source, a check in it is wrong, or a check's name is taken.</exception>
    public ExpectationSuite<T> Check(SuiteDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return document.Source == _source
            ? Add(document.ChecksOf(_schema), $"{document.File} has it too")
            : throw new InvalidDefinitionException($"{document.File} is a suite for source {document.Source}, and not for {_source}; name the source in it, or give the file to the other one.");
    }

    internal ExpectationSuite Build()
    {
        var suite = _suite.Any(r => r.Kind == SuiteRuleKind.RowCount) ? _suite : [SuiteRule.RowCount(1, null), .. _suite];
        return new ExpectationSuite([.. _rows], _rejectsDuplicates, [.. suite]) { Checks = [.. _checks] };
    }

    private ExpectationSuite<T> Add(IEnumerable<Check> checks, string remedy)
    {
        foreach (var check in checks)
        {
            _checks.Add(_checks.All(c => c.Name != check.Name) ? check : throw new InvalidDefinitionException($"The check name '{check.Name}' is taken; {remedy}."));
        }

        return this;
    }

    private ExpectationSuite<T> Add(SuiteRule rule)
    {
        _suite.Add(rule);
        return this;
    }
}

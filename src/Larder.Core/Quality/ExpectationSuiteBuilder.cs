using System.Linq.Expressions;
using Larder.Errors;
using Larder.Expressions;
using Larder.Types;

namespace Larder.Quality;

/// <summary>Composes an <see cref="ExpectationSuite"/> over events of type <typeparamref name="T"/>.</summary>
/// <typeparam name="T">The event type.</typeparam>
public sealed class ExpectationSuite<T>
{
    private readonly EventSchema _schema;
    private readonly List<RowRule> _rows = [];
    private readonly List<SuiteRule> _suite = [];
    private bool _rejectsDuplicates;

    internal ExpectationSuite(EventSchema schema) => _schema = schema;

    /// <summary>Rows for which <paramref name="condition"/> does not hold are quarantined under <paramref name="name"/>.</summary>
    public ExpectationSuite<T> Row(string name, Expression<Func<T, bool>> condition)
    {
        Names.Check("rule", name);
        if (name == ExpectationSuite.DuplicateRule || _rows.Any(r => r.Name == name))
        {
            throw new InvalidDefinitionException($"The rule name '{name}' is taken; give each rule its own.");
        }

        var folded = ConstantFolder.Fold(condition, $"Rule {name}");
        _rows.Add(new RowRule(name, RowCompiler.CompilePredicate(folded, _schema, $"Rule {name}"), Fingerprint.Of(folded)));
        return this;
    }

    /// <summary>Rows equal in every column to an earlier row are quarantined as <c>no_duplicates</c>; the first one is kept.</summary>
    public ExpectationSuite<T> NoDuplicates()
    {
        _rejectsDuplicates = true;
        return this;
    }

    /// <summary>The run stops when more than this share (0 to 1) of a column is null.</summary>
    public ExpectationSuite<T> NullRate<TValue>(Expression<Func<T, TValue>> column, double atMost)
    {
        var index = ColumnSelector.IndexOf(_schema, column)
            ?? throw new InvalidDefinitionException($"NullRate needs a property of {typeof(T).Name}, as in l => l.Price.");
        return Add(new SuiteRule(SuiteRuleKind.NullRate, index, null, Share(atMost)));
    }

    /// <summary>The run stops when the input has fewer or more rows. Without this rule an empty input stops it.</summary>
    public ExpectationSuite<T> RowCount(long atLeast = 1, long? atMost = null) => Add(SuiteRule.RowCount(atLeast, atMost));

    /// <summary>The run stops when more than this share (0 to 1) of the rows would be quarantined.</summary>
    public ExpectationSuite<T> QuarantineRate(double atMost) => Add(new SuiteRule(SuiteRuleKind.QuarantineRate, -1, null, Share(atMost)));

    internal ExpectationSuite Build()
    {
        var suite = _suite.Any(r => r.Kind == SuiteRuleKind.RowCount) ? _suite : [SuiteRule.RowCount(1, null), .. _suite];
        return new ExpectationSuite([.. _rows], _rejectsDuplicates, [.. suite]);
    }

    private static double Share(double value) => value is >= 0 and <= 1
        ? value
        : throw new InvalidDefinitionException($"A share of {value} is out of range; give a number from 0 to 1.");

    private ExpectationSuite<T> Add(SuiteRule rule)
    {
        _suite.Add(rule);
        return this;
    }
}

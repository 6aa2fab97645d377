using System.Globalization;
using System.Runtime.CompilerServices;
using Larder.Engine;
using Larder.Errors;
using Larder.Offline;
using Larder.Quality;
using Larder.Types;

namespace Larder.Ingestion;

/// <summary>Applies a suite to raw rows as they stream by, and judges the whole at the end.</summary>
internal sealed class SuiteRun
{
    private readonly SourceDefinition _source;
    private readonly string[] _rules;
    private readonly long[] _broken;
    private readonly long[] _nulls;
    private readonly HashSet<UInt128> _seen = [];
    private readonly int[] _required;
    private readonly int[] _composites;
    private readonly RowRule[] _rowRules;
    private readonly Column<bool>[] _truths;
    private readonly List<int> _brokenHere = [];
    private readonly bool[] _suspects = new bool[EventReader.Capacity];
    private readonly int[] _bounded;
    private bool _areColumns = true;

    public SuiteRun(SourceDefinition source)
    {
        _source = source;
        _required = [.. source.Schema.Columns.Select((c, i) => (c, i)).Where(p => !p.c.IsNullable).Select(p => p.i)];
        _composites = [.. source.Schema.Columns.Select((c, i) => (c, i)).Where(p => p.c.Type.IsComposite()).Select(p => p.i)];
        _rules =
        [
            .. _required.Select(i => $"{source.Schema.Columns[i].Name}_not_null"),
            .. _composites.Select(i => $"{source.Schema.Columns[i].Name}_well_formed"),
            .. source.Suite.RowRules.Select(r => r.Name),
            .. source.Suite.RejectsDuplicates ? [ExpectationSuite.DuplicateRule] : Array.Empty<string>(),
        ];
        _rowRules = [.. source.Suite.RowRules];
        _truths = [.. _rowRules.Select(_ => (Column<bool>)Column.Create(ColumnType.Boolean, EventReader.Capacity))];
        _broken = new long[_rules.Length];
        _bounded = [.. source.Suite.SuiteRules.Where(r => r.Kind == SuiteRuleKind.NullRate).Select(r => r.Column).Distinct()];
        _nulls = new long[source.Schema.Columns.Count];
    }

    /// <summary>Raw rows judged so far.</summary>
    public long RowsRead { get; private set; }

    /// <summary>Rows that broke a rule so far.</summary>
    public long RowsQuarantined { get; private set; }

    /// <summary>Rows per rule that broke it, rules nobody broke left out unless declared.</summary>
    public IReadOnlyList<RuleCount> BrokenRules =>
        [.. _rules.Select((rule, i) => new RuleCount(rule, _broken[i])).Where((count, i) => i >= DeclaredFrom || count.Rows > 0)];

    /// <summary>The rules before this one come with the event type.</summary>
    private int DeclaredFrom => _required.Length + _composites.Length;

    /// <summary>Judges rows of a batch, one after the other.</summary>
    /// <param name="rows">The batch.</param>
    /// <param name="which">Its rows; those that pass are moved to the front.</param>
    /// <param name="count">How many of <paramref name="which"/> count.</param>
    /// <param name="quarantine">Told each row that breaks rules, with these in the suite's order; the list is reused.</param>
    /// <returns>How many pass.</returns>
    /// <exception cref="UserCodeException">A rule threw.</exception>
    [MethodImpl(HotLoop.AtOnce)]
    public int Judge(RawRows rows, int[] which, int count, Action<int, IReadOnlyList<int>> quarantine)
    {
        CountNulls(rows, which.AsSpan(0, count));
        var areAsked = AskRules(rows.Batch, which, count);
        Suspect(rows.Batch, which.AsSpan(0, count), areAsked);
        var passed = 0;
        for (var i = 0; i < count; i++)
        {
            RowsRead++;
            _brokenHere.Clear();
            if (_suspects[i])
            {
                JudgeOne(rows, which[i], areAsked ? i : null);
            }

            if (_brokenHere.Count > 0)
            {
                RowsQuarantined++;
                quarantine(which[i], _brokenHere);
            }
            else
            {
                which[passed++] = which[i];
            }
        }

        return passed;
    }

    /// <summary>The name of a rule.</summary>
    public string NameOf(int rule) => _rules[rule];

    /// <summary>Checks the suite-level rules.</summary>
    /// <exception cref="LarderException">One or more are broken (<see cref="ErrorKind.SuiteBreached"/>); the message lists all.</exception>
    public void JudgeWhole(string input)
    {
        var breaches = _source.Suite.SuiteRules.Select(Breach).OfType<string>().ToArray();
        if (breaches.Length > 0)
        {
            throw Breached(_source, input, breaches);
        }
    }

    /// <summary>The error of a broken suite.</summary>
    public static LarderException Breached(SourceDefinition source, string input, IEnumerable<string> breaches) => new(
        ErrorKind.SuiteBreached,
        $"The suite of source {source.Name} stopped the run on {input}: {string.Join("; ", breaches)}. Nothing was stored; correct the input, or the suite if the input is right.");

    /// <summary>Asks every rule about all rows at once; false where one stumbles, so that the rows are to be asked one by one.</summary>
    private bool AskRules(EventBatch batch, int[] which, int count)
    {
        try
        {
            for (var i = 0; i < _rowRules.Length && _areColumns; i++)
            {
                _rowRules[i].ForRows.Fill(batch, which, count, _truths[i], 0);
            }
        }
        catch (UserCodeException)
        {
            // Who stumbles once often does so again, and an exception costs more than all rows of a batch.
            _areColumns = false;
        }

        return _areColumns;
    }

    /// <param name="rows">The batch.</param>
    /// <param name="row">The row.</param>
    /// <param name="place">Where the rules' answers are; null where they were not asked.</param>
    private void JudgeOne(RawRows rows, int row, int? place)
    {
        for (var i = 0; i < _required.Length; i++)
        {
            Check(i, !IsNull(rows, _required[i], row));
        }

        for (var i = 0; i < _composites.Length; i++)
        {
            Check(_required.Length + i, !rows.IsMalformed(_composites[i], row));
        }

        for (var i = 0; i < _rowRules.Length; i++)
        {
            Check(DeclaredFrom + i, place is { } at ? _truths[i].Values[at] : Holds(_rowRules[i], rows.Batch, row));
        }

        if (_source.Suite.RejectsDuplicates)
        {
            Check(_rules.Length - 1, _seen.Add(rows.Digests[row]));
        }
    }

    /// <summary>Counts the nulls of columns whose share of them is bounded.</summary>
    private void CountNulls(RawRows rows, ReadOnlySpan<int> which)
    {
        foreach (var column in _bounded)
        {
            foreach (var row in which)
            {
                _nulls[column] += IsNull(rows, column, row) ? 1 : 0;
            }
        }
    }

    /// <summary>Finds the rows that may break a rule, by their place among those that are judged; others are not looked at one by one.</summary>
    [MethodImpl(HotLoop.AtOnce)]
    private void Suspect(EventBatch batch, ReadOnlySpan<int> which, bool areAsked)
    {
        var suspects = _suspects.AsSpan(0, which.Length);
        suspects.Fill(_composites.Length > 0 || _source.Suite.RejectsDuplicates || (_rowRules.Length > 0 && !areAsked));
        foreach (var column in _required)
        {
            var nulls = batch.Columns[column].Nulls;
            for (var i = 0; i < which.Length; i++)
            {
                suspects[i] |= nulls[which[i]];
            }
        }

        for (var rule = 0; areAsked && rule < _truths.Length; rule++)
        {
            var truths = _truths[rule].Values;
            for (var i = 0; i < which.Length; i++)
            {
                suspects[i] |= !truths[i];
            }
        }
    }

    private static bool IsNull(RawRows rows, int column, int row) => rows.Batch.Columns[column].Nulls[row] && !rows.IsMalformed(column, row);

    /// <exception cref="UserCodeException">The rule threw; the message says on which row.</exception>
    private bool Holds(RowRule rule, EventBatch batch, int row)
    {
        try
        {
            return rule.Condition.Holds(batch, row);
        }
        catch (UserCodeException thrown)
        {
            var cause = thrown.InnerException ?? thrown;
            throw new UserCodeException(
                $"Rule {rule.Name} of source {_source.Name} threw {cause.GetType().Name} on row {RowsRead}: {cause.Message} Let the rule decide such rows.", cause);
        }
    }

    private void Check(int rule, bool holds)
    {
        if (!holds)
        {
            _broken[rule]++;
            _brokenHere.Add(rule);
        }
    }

    private string? Breach(SuiteRule rule)
    {
        var total = Math.Max(1, RowsRead);
        var (value, text) = rule.Kind switch
        {
            SuiteRuleKind.RowCount => (RowsRead, $"{RowsRead:N0} rows"),
            SuiteRuleKind.NullRate => ((double)_nulls[rule.Column] / total, $"column {_source.Schema.Columns[rule.Column].Name} is null in {_nulls[rule.Column]:N0} of {RowsRead:N0} rows ({Percent(_nulls[rule.Column])})"),
            _ => ((double)RowsQuarantined / total, $"{RowsQuarantined:N0} of {RowsRead:N0} rows ({Percent(RowsQuarantined)}) break a row rule"),
        };
        return rule.Holds(value) ? null : $"{text}, {Bounds(rule)}";
    }

    private string Percent(long part) => ((double)part / Math.Max(1, RowsRead)).ToString("P2", CultureInfo.InvariantCulture);

    private static string Bounds(SuiteRule rule)
    {
        string Text(double bound) => rule.Kind == SuiteRuleKind.RowCount ? bound.ToString("N0", CultureInfo.InvariantCulture) : bound.ToString("P2", CultureInfo.InvariantCulture);
        var bounds = new[] { rule.AtLeast is { } least ? $"at least {Text(least)}" : null, rule.AtMost is { } most ? $"at most {Text(most)}" : null };
        return $"allowed {string.Join(" and ", bounds.OfType<string>())}";
    }
}

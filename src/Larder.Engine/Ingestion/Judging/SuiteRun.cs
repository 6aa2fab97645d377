using System.Globalization;
using System.Runtime.CompilerServices;
using Larder.Engine;
using Larder.Errors;
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
    private readonly List<int> _brokenHere = [];

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
        _broken = new long[_rules.Length];
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
    /// <param name="quarantine">Told each row that breaks rules, with these in the suite's order; the list is reused.</param>
    /// <returns>How many pass.</returns>
    /// <exception cref="UserCodeException">A rule threw.</exception>
    [MethodImpl(HotLoop.AtOnce)]
    public int Judge(RawRows rows, Span<int> which, Action<int, IReadOnlyList<int>> quarantine)
    {
        var (passed, batch) = (0, rows.Batch);
        var hasNulls = CountNulls(rows, which);
        foreach (var row in which)
        {
            RowsRead++;
            _brokenHere.Clear();
            for (var i = 0; hasNulls && i < _required.Length; i++)
            {
                Check(i, !IsNull(rows, _required[i], row));
            }

            for (var i = 0; i < _composites.Length; i++)
            {
                Check(_required.Length + i, !rows.IsMalformed(_composites[i], row));
            }

            for (var i = 0; i < _rowRules.Length; i++)
            {
                Check(DeclaredFrom + i, Holds(_rowRules[i], batch, row));
            }

            if (_source.Suite.RejectsDuplicates)
            {
                Check(_rules.Length - 1, _seen.Add(rows.Digests[row]));
            }

            if (_brokenHere.Count > 0)
            {
                RowsQuarantined++;
                quarantine(row, _brokenHere);
            }
            else
            {
                which[passed++] = row;
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

    /// <summary>Counts them by column; false where no row has any.</summary>
    private bool CountNulls(RawRows rows, ReadOnlySpan<int> which)
    {
        var hasNulls = false;
        for (var i = 0; i < _nulls.Length; i++)
        {
            if (!rows.Batch.Columns[i].Nulls.AsSpan(0, rows.Batch.Count).Contains(true))
            {
                continue;
            }

            hasNulls = true;
            foreach (var row in which)
            {
                _nulls[i] += IsNull(rows, i, row) ? 1 : 0;
            }
        }

        return hasNulls;
    }

    private static bool IsNull(RawRows rows, int column, int row) => rows.Batch.Columns[column].Nulls[row] && !rows.IsMalformed(column, row);

    /// <summary>A rule that stumbles over a null is broken: what it asks of the value cannot hold.</summary>
    /// <exception cref="UserCodeException">The rule threw anything else; the message says on which row.</exception>
    private bool Holds(RowRule rule, EventBatch batch, int row)
    {
        try
        {
            return rule.Holds(batch, row);
        }
        catch (UserCodeException thrown) when (thrown.InnerException is NullReferenceException)
        {
            return false;
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

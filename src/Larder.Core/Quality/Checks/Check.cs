using Larder.Types;

namespace Larder.Quality.Checks;

/// <summary>What a broken check does. The numbers are stored; append only.</summary>
public enum CheckSeverity
{
    /// <summary>It fails the suite.</summary>
    Error = 1,

    /// <summary>It is told, and the suite passes.</summary>
    Warn = 2,
}

/// <summary>How a check came out. The numbers are stored; append only.</summary>
public enum CheckOutcome
{
    /// <summary>It holds.</summary>
    Pass = 1,

    /// <summary>It is broken, and its severity is <see cref="CheckSeverity.Warn"/>.</summary>
    Warn = 2,

    /// <summary>It is broken.</summary>
    Fail = 3,

    /// <summary>It could not run; never a pass.</summary>
    Error = 4,

    /// <summary>There was nothing to judge: an aggregate per group without any group, or no version before to compare with.</summary>
    NotEvaluated = 5,
}

/// <summary>What every evaluation of checks knows beside the rows.</summary>
/// <param name="Now">The instant that event times are compared with.</param>
/// <param name="Samples">How many bad rows, or values that repeat, are kept of each broken check.</param>
public sealed record CheckContext(Instant Now, int Samples = 5)
{
    /// <summary>The rows of other sources by their names, for checks in memory that compare with them. Default none.</summary>
    public IReadOnlyDictionary<string, IEnumerable<EventBatch>> Others { get; init; } = new Dictionary<string, IEnumerable<EventBatch>>();

    /// <summary>How many rows the version before these had, for checks on their number. Default none.</summary>
    public long? RowsBefore { get; init; }
}

/// <summary>One data check on rows of an event type: inert, without anything of how it is measured. <see cref="Larder.Expect"/> makes them.</summary>
public abstract record Check
{
    /// <summary>Unique in its suite.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for, or why its limits are what they are, for people; no part of the definition. Default null.</summary>
    public string? Description { get; init; }

    /// <summary>The kind's name, such as <c>between</c>. Stored; append only.</summary>
    public abstract string Kind { get; }

    /// <summary>Indexes of the columns judged; none for a check on the rows as a whole.</summary>
    public abstract IReadOnlyList<int> Columns { get; }

    /// <summary>What must hold, for people: <c>[1, 10000]</c>.</summary>
    public abstract string Limit { get; }

    /// <summary>What it does when it is broken. Default <see cref="CheckSeverity.Error"/>.</summary>
    public CheckSeverity Severity { get; init; } = CheckSeverity.Error;

    /// <summary>Rows for which it does not hold are left out, as if they were not there; null for none.</summary>
    public RowCondition? When { get; init; }

    /// <summary>Index of the column by whose values rows are judged apart; null for all together.</summary>
    public int? GroupBy { get; init; }

    /// <summary>Whether it judges a number that all rows make together; else it counts bad rows or values.</summary>
    public virtual bool IsAggregate => false;

    /// <summary>The columns whose values its samples show, with how many rows have them; null where its samples are rows.</summary>
    public virtual IReadOnlyList<int>? SampleColumns => null;

    /// <summary>What it reads of another source; null for nothing.</summary>
    public virtual OtherRows? Other => null;

    /// <summary>Where it warns although it holds, for people: <c>warn below 0.99</c>; null for nowhere.</summary>
    public virtual string? WarnLimit => null;

    /// <summary>What was measured, judged.</summary>
    public CheckOutcome Judge(CheckTally tally) =>
        !Holds(tally) ? Severity == CheckSeverity.Warn ? CheckOutcome.Warn : CheckOutcome.Fail
        : HoldsWell(tally) ? CheckOutcome.Pass : CheckOutcome.Warn;

    /// <summary>The check in one line, for the definition's content hash: its form must not change.</summary>
    public string Describe(EventSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        var text = $"{Severity} {Name}: {Kind}({string.Join(", ", Columns.Select(c => schema.Columns[c].Name))}) {Limit}{Details}";
        text += When is null ? string.Empty : $" when {When.Text}";
        return GroupBy is { } column ? $"{text} by {schema.Columns[column].Name}" : text;
    }

    /// <summary>What <see cref="Limit"/> leaves out.</summary>
    internal virtual string Details => string.Empty;

    /// <summary>Whether <see cref="GroupBy"/> has a meaning for it.</summary>
    internal virtual bool CanGroup => true;

    /// <summary>Whether it holds.</summary>
    internal abstract bool Holds(CheckTally tally);

    /// <summary>Whether one that holds does so without a warning.</summary>
    internal virtual bool HoldsWell(CheckTally tally) => true;

    /// <summary>Measures it row by row.</summary>
    internal abstract CheckMeter Start(CheckContext context);

    /// <summary>Does once what all of its meters, one for each group, have need of.</summary>
    internal virtual Func<CheckMeter> Prepare(CheckContext context) => () => Start(context);
}

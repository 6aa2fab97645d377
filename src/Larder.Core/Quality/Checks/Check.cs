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

    /// <summary>There was nothing to judge: an aggregate per group without any group.</summary>
    NotEvaluated = 5,
}

/// <summary>What every evaluation of checks knows beside the rows.</summary>
/// <param name="Now">The instant that event times are compared with.</param>
/// <param name="Samples">How many bad rows, or values that repeat, are kept of each broken check.</param>
public sealed record CheckContext(Instant Now, int Samples = 5);

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

    /// <summary>What was measured, judged.</summary>
    public CheckOutcome Judge(CheckTally tally) => Holds(tally) ? CheckOutcome.Pass : Severity == CheckSeverity.Warn ? CheckOutcome.Warn : CheckOutcome.Fail;

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

    /// <summary>Whether it holds.</summary>
    internal abstract bool Holds(CheckTally tally);

    /// <summary>Measures it row by row.</summary>
    internal abstract CheckMeter Start(CheckContext context);
}

using Larder.Quality.Checks;

namespace Larder.Quality;

/// <summary>How the checks of a source's suite came out.</summary>
/// <param name="Source">The source.</param>
/// <param name="Rows">What was checked: a table's version or a path.</param>
/// <param name="Results">A result for each check, in the suite's order.</param>
public sealed record ValidationReport(SourceDefinition Source, string Rows, IReadOnlyList<CheckResult> Results)
{
    /// <summary>Whether no check failed or could not run. Warnings pass.</summary>
    public bool IsPassed => Results.All(r => r.Outcome is not (CheckOutcome.Fail or CheckOutcome.Error));

    /// <summary>How many checks came out in a way.</summary>
    public int Count(CheckOutcome outcome) => Results.Count(r => r.Outcome == outcome);
}

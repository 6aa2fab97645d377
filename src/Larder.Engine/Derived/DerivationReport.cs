namespace Larder.Derived;

/// <summary>What became of a derived table.</summary>
public enum DerivationOutcome
{
    /// <summary>It was made of the newest versions already.</summary>
    Unchanged = 1,

    /// <summary>Rows were added.</summary>
    Appended = 2,

    /// <summary>All rows were made anew, as a new version of the table.</summary>
    Rebuilt = 3,

    /// <summary>Nothing was done: something it reads has no events yet.</summary>
    Waiting = 4,
}

/// <summary>How a derived source was brought up to date.</summary>
/// <param name="Source">Its name.</param>
/// <param name="Outcome">What became of its table.</param>
/// <param name="Rows">Rows written.</param>
/// <param name="TableVersion">The table's version now; null where there is none.</param>
/// <param name="Reason">Why all rows were made anew, or what it waits for; null otherwise.</param>
public sealed record DerivationReport(string Source, DerivationOutcome Outcome, long Rows, long? TableVersion, string? Reason);

namespace Larder.Quality.Checks;

/// <summary>A number that all rows make together must lie within bounds. One that they do not make, such as the mean of no values, breaks the check.</summary>
/// <param name="Bounds">The bounds.</param>
public abstract record BoundedCheck(Bounds Bounds) : Check
{
    /// <summary>Where the number lies outside of these and the check holds, it warns; null for nowhere.</summary>
    public Bounds? WarnUnless { get; init; }

    /// <inheritdoc/>
    public override bool IsAggregate => true;

    /// <inheritdoc/>
    public override string Limit => Bounds.ToString();

    /// <inheritdoc/>
    public override string? WarnLimit => WarnUnless is null ? null : $"warn unless {WarnUnless}";

    internal override string Details => WarnUnless is null ? string.Empty : $" {WarnLimit}{CheckTexts.All([WarnUnless.AtLeast, WarnUnless.AtMost])}";

    internal override bool Holds(CheckTally tally) => Bounds.Contain(tally.Value);

    internal override bool HoldsWell(CheckTally tally) => WarnUnless?.Contain(tally.Value) != false;
}

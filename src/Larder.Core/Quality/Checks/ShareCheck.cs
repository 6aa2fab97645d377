using System.Globalization;

namespace Larder.Quality.Checks;

/// <summary>A check that counts bad rows or values. It holds when nothing was tested, or when the share of good ones is at least <see cref="Mostly"/>.</summary>
public abstract record ShareCheck : Check
{
    /// <summary>The least share of good ones among those tested, from 0 to 1. Default 1.</summary>
    public double Mostly { get; init; } = 1;

    /// <summary>Where the share of good ones is below this and the check holds, it warns; from <see cref="Mostly"/> to 1, null for nowhere.</summary>
    public double? WarnBelow { get; init; }

    /// <inheritdoc/>
    public override string? WarnLimit => WarnBelow is { } share ? string.Create(CultureInfo.InvariantCulture, $"warn below {share:R}") : null;

    internal override string Details => CheckTexts.Mostly(Mostly) + (WarnLimit is null ? string.Empty : $" {WarnLimit}");

    internal override bool Holds(CheckTally tally) => tally.IsMostlyGood(Mostly);

    internal override bool HoldsWell(CheckTally tally) => WarnBelow is not { } share || tally.IsMostlyGood(share);
}

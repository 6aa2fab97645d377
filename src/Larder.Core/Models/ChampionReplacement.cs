using Larder.Types;

namespace Larder.Models;

/// <summary>Evidence that a champion was replaced although it could not be compared with its successor, because somebody asked for it.</summary>
/// <param name="Version">The champion replaced.</param>
/// <param name="By">Who asked.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why the champion could not be compared.</param>
public sealed record ChampionReplacement(int Version, string By, Instant At, string Reason);

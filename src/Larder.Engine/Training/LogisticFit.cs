using Larder.Models;

namespace Larder.Training;

/// <summary>A fitted model and how the fit went.</summary>
/// <param name="Model">The model.</param>
/// <param name="Iterations">Newton steps taken.</param>
/// <param name="Objective">Summed log loss of the fitted rows plus the penalty.</param>
public sealed record LogisticFit(LogisticModel Model, int Iterations, double Objective);

using Larder.Errors;
using Larder.OnDemand;
using Larder.Types;

namespace Larder.Catalog;

/// <summary>Refuses models whose spine cannot give what their service takes.</summary>
internal static class ModelInputs
{
    /// <exception cref="InvalidDefinitionException">A request column is missing or of another type, or there is no feature to learn from.</exception>
    public static void Check(string model, CompiledService service, CompiledSpine spine)
    {
        foreach (var wanted in FeaturePlan.For(service).Request)
        {
            var given = spine.Request.Select(r => r.Column).FirstOrDefault(c => c.Name == wanted.Name);
            var takes = $"Model {model}: service {service.Name} takes request column '{wanted.Name}'";
            if (given is null)
            {
                throw new InvalidDefinitionException(spine.Period is null
                    ? $"{takes}, which spine {spine.Name} does not give; give it in the request of EachEvent."
                    : $"{takes}, which spine {spine.Name} cannot give: cut-offs have no request. Use a spine of EachEvent with a request, or leave the views that take it out of the service.");
            }

            if (given.Type != wanted.Type)
            {
                throw new InvalidDefinitionException($"{takes} as {wanted.Type.Name()}, but spine {spine.Name} gives it as {given.Type.Name()}; use one type.");
            }
        }

        if (!service.Features.Any(f => f.Feature.Type.IsNumeric()))
        {
            throw new InvalidDefinitionException($"Model {model}: service {service.Name} has no number or bool among its features, so there is nothing to learn from; add one.");
        }
    }
}

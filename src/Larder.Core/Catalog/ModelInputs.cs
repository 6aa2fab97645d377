using Larder.Errors;
using Larder.OnDemand;
using Larder.Types;

namespace Larder.Catalog;

/// <summary>Refuses models whose spine cannot give what their service takes.</summary>
internal static class ModelInputs
{
    /// <exception cref="InvalidDefinitionException">A request column is missing or of another type, or there is no feature to learn from.</exception>
    public static void Check(ModelDefinition definition, CompiledService service, CompiledSpine spine)
    {
        var model = definition.Name;
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

        foreach (var encoding in definition.Encodings)
        {
            var feature = service.Features.Where(f => $"{f.View.Name}:{f.Feature.Name}" == encoding.Feature).Select(f => f.Feature).FirstOrDefault()
                ?? throw new InvalidDefinitionException($"Model {model}: the feature '{encoding.Feature}' that it encodes is not in service {service.Name}.");
            if (feature.Type is not (ColumnType.String or ColumnType.Boolean or ColumnType.Int32 or ColumnType.Int64))
            {
                throw new InvalidDefinitionException(
                    $"Model {model}: the feature '{encoding.Feature}' that it encodes is a {feature.Type.Name()}; a category must be a string, bool, int or long. Make it one, for example with FeatureMath.Bucketize.");
            }
        }

        if (definition.Encodings.Count == 0 && !service.Features.Any(f => f.Feature.Type.IsNumeric()))
        {
            throw new InvalidDefinitionException($"Model {model}: service {service.Name} has no number or bool among its features, so there is nothing to learn from; add one, or encode a text (WithTargetEncoding).");
        }
    }
}

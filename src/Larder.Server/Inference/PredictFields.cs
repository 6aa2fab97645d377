using Larder.Errors;
using Larder.Server.Json;
using Larder.Serving.Inference;
using Larder.Types;

namespace Larder.Server.Inference;

/// <summary>The members of a request for predictions; the entities are given by where they lie in the body.</summary>
internal readonly record struct PredictFields(string Model, ModelSelector Selector, Range Entities, Instant? AsOf, bool IncludeFeatures)
{
    private const string Members = "model, alias or version, entities, as_of, include_features";

    public static PredictFields Read(ReadOnlySpan<byte> body)
    {
        var request = new JsonRequest(body, Members);
        var (model, alias, version) = (default(string), default(string), default(int?));
        var (entities, asOf, includeFeatures) = (default(Range?), default(Instant?), false);
        while (request.Next())
        {
            if (request.Is("model"u8, 0))
            {
                model = request.Text("model");
            }
            else if (request.Is("alias"u8, 1))
            {
                alias = request.IsNull ? null : request.Text("alias");
            }
            else if (request.Is("version"u8, 2))
            {
                version = request.IsNull ? null : request.Whole("version");
            }
            else if (request.Is("entities"u8, 3))
            {
                entities = request.Value();
            }
            else if (request.Is("as_of"u8, 4))
            {
                asOf = request.IsNull ? null : request.Time("as_of");
            }
            else if (request.Is("include_features"u8, 5))
            {
                includeFeatures = request.Boolean("include_features");
            }
            else
            {
                throw request.Unknown();
            }
        }

        if (alias is not null && version is not null)
        {
            throw new InvalidInputException("The request has both alias and version; send one of them.");
        }

        var selector = version is { } number ? ModelSelector.Of(number) : ModelSelector.Of(alias ?? ModelSelector.Champion);
        return (model, entities) switch
        {
            (null, _) => throw new InvalidInputException("The request names no model; send model, for example \"buys_again\"."),
            (_, null) => throw new InvalidInputException(
                "The request has no entities; send an object with one list per column, for example {\"customer_id\": [\"C1\"]}."),
            (_, { } columns) => new PredictFields(model, selector, columns, asOf, includeFeatures),
        };
    }
}

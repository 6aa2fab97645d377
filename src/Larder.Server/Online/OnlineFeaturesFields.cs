using Larder.Errors;
using Larder.Server.Json;
using Larder.Types;

namespace Larder.Server.Online;

/// <summary>The members of a request for features; lists are given by where they lie in the body.</summary>
internal readonly record struct OnlineFeaturesFields(Range Features, Range Entities, bool FullNames, Instant? AsOf)
{
    private const string Members = "entities, features or feature_service, full_feature_names, as_of";

    public static OnlineFeaturesFields Read(ReadOnlySpan<byte> body)
    {
        var request = new JsonRequest(body, Members);
        var (features, service, entities) = (default(Range?), default(Range?), default(Range?));
        var (fullNames, asOf) = (false, default(Instant?));
        while (request.Next())
        {
            if (request.Is("entities"u8, 0))
            {
                entities = request.Value();
            }
            else if (request.Is("features"u8, 1))
            {
                features = request.IsNull ? null : request.List("features");
            }
            else if (request.Is("feature_service"u8, 2))
            {
                service = request.IsNull ? null : request.TextValue("feature_service");
            }
            else if (request.Is("full_feature_names"u8, 3))
            {
                fullNames = request.Boolean("full_feature_names");
            }
            else if (request.Is("as_of"u8, 4))
            {
                asOf = request.IsNull ? null : request.Time("as_of");
            }
            else if (request.Is("include_feature_view_version_metadata"u8, 5))
            {
                // Feast's clients send it, and its server leaves the metadata out all the same.
                request.Boolean("include_feature_view_version_metadata");
            }
            else
            {
                throw request.Unknown();
            }
        }

        if (features is null == service is null)
        {
            throw new InvalidInputException(features is null
                ? "The request names no features; send either features, a list of view:feature, or feature_service."
                : "The request has both features and feature_service; send one of them.");
        }

        return entities is { } columns
            ? new OnlineFeaturesFields(features ?? service!.Value, columns, fullNames, asOf)
            : throw new InvalidInputException("The request has no entities; send an object with one list per column, for example {\"customer_id\": [\"C1\"]}.");
    }
}

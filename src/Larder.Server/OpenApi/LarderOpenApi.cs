using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Larder.Client.Inference;
using Larder.Client.Wire;
using Larder.Types;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Larder.Server.OpenApi;

/// <summary>The OpenAPI document: made from the wire records, the same wherever the server runs.</summary>
internal static class LarderOpenApi
{
    public const string Document = "v1";
    public const string Path = "/openapi/v1.json";

    public static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Larder",
                Version = "1",
                Description = "Online features and predictions. The shapes of /get-online-features are Feast's.",
            };
            document.Servers?.Clear();
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            Describe(schema, context.JsonTypeInfo.Type);
            DescribeItems(schema, context);
            if (context.JsonPropertyInfo?.DeclaringType.Assembly == typeof(ProblemResponse).Assembly && schema.Pattern is not null)
            {
                // The framework's defaults would take numbers in quotes; Larder's endpoints do not.
                (schema.Type, schema.Pattern) = (schema.Type & ~JsonSchemaType.String, null);
            }

            return Task.CompletedTask;
        });
    }

    /// <summary>The generator leaves lists of types with converters without a type for their items.</summary>
    private static void DescribeItems(OpenApiSchema schema, OpenApiSchemaTransformerContext context)
    {
        var item = context.JsonTypeInfo.Kind is JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary ? context.JsonTypeInfo.ElementType : null;
        if (item == typeof(FeatureStatus) && context.JsonTypeInfo.Kind == JsonTypeInfoKind.Dictionary)
        {
            schema.AdditionalProperties = Of(item);
        }
        else if (item == typeof(FeatureValue) || item == typeof(FeatureStatus) || item == typeof(Instant))
        {
            schema.Items = Of(item);
        }
        else if (item == typeof(IReadOnlyList<FeatureValue>))
        {
            schema.AdditionalProperties = new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Items = Of(typeof(FeatureValue)),
            };
        }
    }

    /// <summary>The types with converters of their own, which the generator cannot see through.</summary>
    private static void Describe(OpenApiSchema schema, Type type)
    {
        if (type == typeof(FeatureValue))
        {
            schema.Type = JsonSchemaType.Null | JsonSchemaType.Boolean | JsonSchemaType.Number | JsonSchemaType.String | JsonSchemaType.Array | JsonSchemaType.Object;
            schema.Description = "null, a bool, a number, text, a list of numbers or of texts, or an object of numbers, texts or lists; timestamps are RFC 3339, NaN and the infinities \"NaN\", \"Infinity\" and \"-Infinity\".";
        }
        else if (type == typeof(Instant) || type == typeof(Instant?))
        {
            schema.Type = JsonSchemaType.String;
            schema.Format = "date-time";
        }
        else if (type == typeof(Prediction))
        {
            schema.AdditionalProperties = new OpenApiSchema
            {
                Type = JsonSchemaType.String | JsonSchemaType.Integer,
                Description = "The entities: the join keys' columns and values.",
            };
        }
        else if (type == typeof(FeatureStatus))
        {
            schema.Type = JsonSchemaType.String;
            schema.Enum = [.. Enum.GetValues<FeatureStatus>().Select(s => (JsonNode)s.WireName())];
        }
    }

    private static OpenApiSchema Of(Type type)
    {
        var schema = new OpenApiSchema();
        Describe(schema, type);
        return schema;
    }
}

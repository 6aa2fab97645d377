using Larder.Types;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Larder.Server.OpenApi;

/// <summary>The OpenAPI document: made from the wire records, the same wherever the server runs.</summary>
internal static class LarderOpenApi
{
    public const string Document = "v1";
    public const string Path = "/openapi/{documentName}.json";

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
            return Task.CompletedTask;
        });
    }

    /// <summary>The types with converters of their own, which the generator cannot see through.</summary>
    private static void Describe(OpenApiSchema schema, Type type)
    {
        if (type == typeof(FeatureValue))
        {
            schema.Type = JsonSchemaType.Null | JsonSchemaType.Boolean | JsonSchemaType.Number | JsonSchemaType.String;
            schema.Description = "null, a bool, a number, or text; timestamps are RFC 3339, NaN and the infinities \"NaN\", \"Infinity\" and \"-Infinity\".";
        }
        else if (type == typeof(Instant) || type == typeof(Instant?))
        {
            schema.Type = type == typeof(Instant) ? JsonSchemaType.String : JsonSchemaType.String | JsonSchemaType.Null;
            schema.Format = "date-time";
        }
        else if (type == typeof(FeatureStatus))
        {
            schema.Type = JsonSchemaType.String;
            schema.Enum = [.. Enum.GetValues<FeatureStatus>().Select(s => (System.Text.Json.Nodes.JsonNode)s.WireName())];
        }
    }
}

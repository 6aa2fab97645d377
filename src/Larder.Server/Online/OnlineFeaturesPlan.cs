using System.Text.Json;
using Larder.Errors;
using Larder.Server.Http;
using Larder.Server.Json;
using Larder.Serving.Online;

namespace Larder.Server.Online;

/// <summary>All about a request's list of features that does not depend on its entities: how to read them and how to write the answer.</summary>
internal sealed class OnlineFeaturesPlan
{
    public OnlineFeaturesPlan(ReadPlan read, bool fullNames, int maxEntities)
    {
        Read = read;
        Columns = new EntityColumns(read, maxEntities);
        var names = Columns.Names.Concat(read.Plan.Outputs.Select(o => fullNames ? o.FullName : o.Feature.Name)).ToArray();
        CheckDistinct(names, fullNames);
        Metadata = Encode(names);
    }

    public ReadPlan Read { get; }

    public EntityColumns Columns { get; }

    /// <summary>The response up to the results.</summary>
    public byte[] Metadata { get; }

    private static void CheckDistinct(string[] names, bool fullNames)
    {
        var repeated = names.GroupBy(n => n).FirstOrDefault(g => g.Count() > 1)?.Key;
        if (repeated is not null)
        {
            throw new InvalidInputException(fullNames
                ? $"The response would have two columns '{repeated}'; name each feature once."
                : $"The response would have two columns '{repeated}'; name each feature once, or send full_feature_names: true.");
        }
    }

    private static byte[] Encode(string[] names)
    {
        using var stream = new MemoryStream();
        using var json = new Utf8JsonWriter(stream, ResponseBuffer.Options);
        json.WriteStartObject();
        json.WriteStartArray("feature_names");
        foreach (var name in names)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return stream.ToArray();
    }
}

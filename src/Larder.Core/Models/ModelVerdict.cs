using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Larder.Errors;

namespace Larder.Models;

/// <summary>A training's report and what the gates said of it: the content of <see cref="Storage.ModelVersion.MetricsJson"/>.</summary>
/// <param name="Training">The report.</param>
/// <param name="Gates">One result per gate, in the order asked.</param>
/// <param name="Replacement">The champion replaced without comparison; null, and not written, where there is none.</param>
public sealed record ModelVerdict(
    TrainingReport Training,
    IReadOnlyList<GateResult> Gates,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ChampionReplacement? Replacement = null)
{
    /// <summary>Whether every gate passed. With a <see cref="Replacement"/> the comparison with the champion may be inconclusive.</summary>
    [JsonIgnore]
    public bool Passed => Gates.All(g => g.Verdict == GateVerdict.Passed
        || (Replacement is not null && g is { Gate: Models.Gates.BetterThanChampion, Verdict: GateVerdict.Inconclusive }));

    /// <summary>The canonical JSON: compact, snake case, members in declaration order, numbers round-trip exact.</summary>
    public string Write() => Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(this, ModelJson.Default.ModelVerdict));

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="UnavailableException">The text is damaged.</exception>
    public static ModelVerdict Read(string metricsJson)
    {
        try
        {
            return JsonSerializer.Deserialize(metricsJson, ModelJson.Default.ModelVerdict) ?? throw new JsonException("null");
        }
        catch (JsonException damaged)
        {
            throw new UnavailableException("The metrics of a model version are damaged; train the model again.", innerException: damaged);
        }
    }
}

using System.Text.Encodings.Web;
using System.Text.Json;

namespace Larder.Cli.Output;

/// <summary>How JSON documents are written.</summary>
internal static class JsonOutput
{
    /// <summary>Indented, with non-ASCII text as it is; NaN and infinities, which JSON lacks, as text.</summary>
    public static JsonSerializerOptions Options { get; } = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };
}

using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Larder.Server.Http;

/// <summary>A reusable JSON writer over reusable memory. A small response is written whole, so that it carries its length.</summary>
internal sealed class ResponseBuffer
{
    private const int LargestKept = 1 << 20;

    private readonly ArrayBufferWriter<byte> _bytes = new(4096);

    public ResponseBuffer() => Json = new Utf8JsonWriter(_bytes, Options);

    /// <summary>Text is escaped as JSON demands and no further: the responses are never part of a page.</summary>
    public static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public Utf8JsonWriter Json { get; }

    /// <summary>Whether the memory is of a size worth keeping.</summary>
    public bool IsReusable => _bytes.Capacity <= LargestKept;

    /// <summary>Sends what was written as the whole response.</summary>
    public ValueTask SendAsync(HttpContext context)
    {
        Json.Flush();
        var response = context.Response;
        response.ContentType = "application/json";
        response.ContentLength = _bytes.WrittenCount;
        var sent = response.BodyWriter.WriteAsync(_bytes.WrittenMemory, context.RequestAborted);
        if (sent.IsCompletedSuccessfully)
        {
            _ = sent.Result;
            return default;
        }

        return AwaitAsync(sent);
    }

    /// <summary>Directs the writer straight to a response too large to be held.</summary>
    public void WriteTo(IBufferWriter<byte> response) => Json.Reset(response);

    public void Clear()
    {
        _bytes.ResetWrittenCount();
        Json.Reset(_bytes);
    }

    private static async ValueTask AwaitAsync(ValueTask<System.IO.Pipelines.FlushResult> sent) => await sent;
}

using Microsoft.Extensions.ObjectPool;

namespace Larder.Server.Http;

/// <summary>Empties buffers as they come back and lets go of those that have grown large.</summary>
internal sealed class ResponseBufferPolicy : PooledObjectPolicy<ResponseBuffer>
{
    public override ResponseBuffer Create() => new();

    public override bool Return(ResponseBuffer obj)
    {
        obj.Clear();
        return obj.IsReusable;
    }
}

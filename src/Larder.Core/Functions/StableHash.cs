using System.Text;

namespace Larder.Functions;

/// <summary>Hashes of 64 bits that are the same on every machine. They are stored in sketches and in features, so they must not change.</summary>
internal static class StableHash
{
    private const ulong Offset = 14_695_981_039_346_656_037UL;

    /// <summary>FNV-1a over the UTF-8 bytes, then the finaliser of MurmurHash3.</summary>
    public static ulong Of(string text)
    {
        Span<byte> small = stackalloc byte[256];
        var bytes = Encoding.UTF8.GetMaxByteCount(text.Length) <= small.Length ? small[..Encoding.UTF8.GetBytes(text, small)] : Encoding.UTF8.GetBytes(text);
        return Of(bytes);
    }

    /// <summary>The same over bytes.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var hash = Offset;
        foreach (var b in bytes)
        {
            hash = (hash ^ b) * 1_099_511_628_211UL;
        }

        return Finish(hash);
    }

    /// <summary>The number's bits spread by the golden ratio, then the finaliser of MurmurHash3.</summary>
    public static ulong Of(long bits) => Finish(Offset ^ ((ulong)bits * 0x9E37_79B9_7F4A_7C15UL));

    private static ulong Finish(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * 0xFF51_AFD7_ED55_8CCDUL;
        hash = (hash ^ (hash >> 33)) * 0xC4CE_B9FE_1A85_EC53UL;
        return hash ^ (hash >> 33);
    }
}

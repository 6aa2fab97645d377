using Larder.Errors;

namespace Larder.Core.Tests;

/// <summary>What damaged bytes may do: give a value, or say that they are damaged. Nothing else, and never allocate out of proportion.</summary>
internal static class DamagedBytes
{
    /// <summary>Every truncation and many random flips and insertions of <paramref name="whole"/>.</summary>
    public static IEnumerable<byte[]> Of(byte[] whole, int seed)
    {
        for (var length = 0; length < whole.Length; length++)
        {
            yield return whole[..length];
        }

        var random = new Random(seed);
        for (var i = 0; i < 20_000; i++)
        {
            var damaged = whole.ToArray();
            for (var flips = random.Next(1, 4); flips > 0; flips--)
            {
                damaged[random.Next(damaged.Length)] = random.Next(3) == 0 ? (byte)0xFF : (byte)random.Next(256);
            }

            yield return damaged;
        }
    }

    /// <summary>Whether reading gave a value; false when it said that the bytes are damaged.</summary>
    /// <param name="read">Reads them.</param>
    /// <param name="undamaged">What reading the whole bytes allocates, where that is more than next to nothing.</param>
    public static bool Reads(Action read, long undamaged = 0)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            read();
            return true;
        }
        catch (UnavailableException damaged)
        {
            (damaged.Message is "An online row is damaged; materialize the view again."
                || (damaged.Message.Contains("; this Larder reads format ", StringComparison.Ordinal)
                    && damaged.Message.EndsWith(". Upgrade it, or materialize the view again.", StringComparison.Ordinal))).ShouldBeTrue(damaged.Message);
            return false;
        }
        finally
        {
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(undamaged + 100_000);
        }
    }
}

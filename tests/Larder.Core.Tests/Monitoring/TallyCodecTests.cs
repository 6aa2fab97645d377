using Larder.Errors;
using Larder.Monitoring;

namespace Larder.Core.Tests.Monitoring;

public class TallyCodecTests
{
    [Fact]
    public void Counts_come_back()
    {
        foreach (var counts in new long[][] { [], [0], [1, -1, long.MaxValue, long.MinValue], new long[500] })
        {
            TallyCodec.Decode(TallyCodec.Encode(counts)).ShouldBe(counts);
        }

        TallyCodec.Encode(new long[AgeTally.Count]).Length.ShouldBe(AgeTally.Count + 1);
    }

    [Fact]
    public void Damaged_bytes_are_told()
    {
        var bytes = TallyCodec.Encode([1, 300, 2]);
        for (var length = 0; length < bytes.Length; length++)
        {
            Should.Throw<UnavailableException>(() => TallyCodec.Decode(bytes.AsSpan(0, length))).Message.ShouldBe(
                "A stored tally is damaged; delete monitoring.db with its -wal and -shm files, and counting begins anew.");
        }

        Should.Throw<UnavailableException>(() => TallyCodec.Decode([.. bytes, 0]));
    }
}

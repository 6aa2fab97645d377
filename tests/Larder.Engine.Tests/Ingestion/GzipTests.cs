using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Larder.Errors;
using Larder.Support;

namespace Larder.Ingestion;

/// <summary>Gzip of one member and of many: all that is whole is read, all else refused.</summary>
public sealed class GzipTests : LineFixture
{
    private const string Day = "2024-01-01T00:00:00";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    public async Task Members_one_behind_the_other_are_read_as_one_text(int members)
    {
        var text = LineRepository.Header + Lines(6_000);
        var cut = Enumerable.Range(0, members).Select(i => text[(i * text.Length / members)..((i + 1) * text.Length / members)]);

        var report = await IngestGzipAsync([.. cut.SelectMany(t => Member(t))]);

        report.Counts.RowsStored.ShouldBe(6_000);
        Sql.Single($"SELECT count(DISTINCT customer), sum(amount) FROM {World.Table("lines")}").ShouldBe($"6000 | {Sql.Cell(6_000 * 5_999 / 2.0)}");
    }

    [Fact]
    public async Task Blocks_of_bgzip_with_their_extra_field_and_empty_end_are_read()
    {
        var text = LineRepository.Header + Lines(3_000);
        byte[] file = [.. Block(text[..40_000]), .. Block(text[40_000..]), .. Block(string.Empty)];

        (await IngestGzipAsync(file)).Counts.RowsStored.ShouldBe(3_000);
    }

    [Fact]
    public async Task Empty_members_are_passed_over_wherever_they_stand()
    {
        var text = LineRepository.Header + Lines(3_000);
        byte[] blocks = [.. Block(string.Empty), .. Block(text[..40_000]), .. Block(string.Empty), .. Block(string.Empty), .. Block(text[40_000..]), .. Block(string.Empty)];

        (await IngestGzipAsync(blocks)).Counts.RowsStored.ShouldBe(3_000);
    }

    [Fact]
    public async Task What_follows_an_empty_member_must_be_a_member_too()
    {
        byte[] empty = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, .. new byte[8]];

        await RefusedAsync([.. Member(LineRepository.Header + Lines(3)), .. empty, 1]);
        (await IngestGzipAsync([.. empty, .. Member(LineRepository.Header), .. empty, .. Member(Lines(4))])).Counts.RowsStored.ShouldBe(4);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Names_comments_and_header_checksums_are_skipped(bool isAll)
    {
        var plain = Member(LineRepository.Header + Lines(10));
        byte[] header = isAll ? [.. plain[..3], 8 | 16 | 2, .. plain[4..10], .. "n\0"u8, .. "a comment\0"u8] : [.. plain[..3], 8, .. plain[4..10], .. "name.csv\0"u8];
        byte[] checksum = isAll ? BitConverter.GetBytes((ushort)Crc32.Add(0, header)) : [];

        (await IngestGzipAsync([.. header, .. checksum, .. plain[10..]])).Counts.RowsStored.ShouldBe(10);
    }

    [Fact]
    public Task A_wrong_header_checksum_is_refused()
    {
        var plain = Member(LineRepository.Header + Lines(10));
        return RefusedAsync([.. plain[..3], 2, .. plain[4..10], 1, 2, .. plain[10..]]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(512)]
    [InlineData(200_000)]
    public async Task Zeros_behind_the_last_member_are_padding(int zeros) =>
        (await IngestGzipAsync([.. Member(LineRepository.Header + Lines(10)), .. new byte[zeros]])).Counts.RowsStored.ShouldBe(10);

    [Fact]
    public async Task A_cut_anywhere_is_refused()
    {
        byte[] whole = [.. Member(LineRepository.Header + Lines(3)), .. Member(Lines(4))];
        var first = Member(LineRepository.Header + Lines(3)).Length;
        for (var length = 1; length < whole.Length; length++)
        {
            if (length != first)
            {
                await RefusedAsync(whole[..length]);
            }
        }
    }

    [Theory]
    [InlineData("text behind the end")]
    [InlineData("\u001f\u0008")]
    [InlineData("\0\0\0x")]
    public Task Anything_but_zeros_behind_the_last_member_is_refused(string rest) =>
        RefusedAsync([.. Member(LineRepository.Header + Lines(10)), .. Encoding.Latin1.GetBytes(rest)]);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_wrong_trailer_of_any_member_is_refused(int member)
    {
        foreach (var back in new[] { 8, 5, 4, 1 })
        {
            byte[][] members = [Member(LineRepository.Header + Lines(10)), Member(Lines(20))];
            members[member][^back] ^= 1;
            await RefusedAsync([.. members[0], .. members[1]]);
        }
    }

    [Fact]
    public async Task Large_members_whose_ends_lie_anywhere_in_a_buffer_are_read()
    {
        var random = new Random(7);
        var parts = Enumerable.Range(0, 6).Select(i => string.Concat(Enumerable.Range(0, 3_000 + (i * 977)).Select(r => $"c{random.Next()},{Day},{random.Next()},2,n{random.NextInt64()}\n"))).ToArray();

        var report = await IngestGzipAsync([.. Member(LineRepository.Header), .. parts.SelectMany(p => Member(p))]);

        report.Counts.RowsStored.ShouldBe(parts.Sum(p => p.Count(c => c == '\n')));
    }

    [Fact]
    public void The_checksum_is_that_of_gzip_however_the_bytes_are_cut()
    {
        var bytes = new byte[1_000];
        new Random(3).NextBytes(bytes);
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        var expected = BinaryPrimitives.ReadUInt32LittleEndian(buffer.ToArray().AsSpan()[^8..]);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            Crc32.Add(Crc32.Add(0, bytes.AsSpan(0, cut)), bytes.AsSpan(cut)).ShouldBe(expected);
        }

        Crc32.Add(0, "123456789"u8).ShouldBe(0xCBF43926);
    }

    private static string Lines(int count) => string.Concat(Enumerable.Range(0, count).Select(i => $"c{i},{Day},{i},2,n{i}\n"));

    private static byte[] Member(string text)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return text.Length > 0 ? buffer.ToArray() : [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    }

    /// <summary>A member with the field BC, as bgzip writes it.</summary>
    private static byte[] Block(string text)
    {
        var member = Member(text);
        return [.. member[..3], 4, .. member[4..10], 6, 0, .. "BC"u8, 2, 0, 0, 0, .. member[10..]];
    }

    private Task<IngestReport> IngestGzipAsync(byte[] bytes) => World.IngestAsync("lines", World.Write("lines.csv.gz", bytes));

    private async Task RefusedAsync(byte[] bytes)
    {
        var refused = await Should.ThrowAsync<InvalidInputException>(() => IngestGzipAsync(bytes));

        refused.Message.ShouldBe($"The input {World.Folder}/lines.csv.gz is truncated or damaged gzip; nothing was stored. Fetch it again.");
        NothingIsStored();
    }
}

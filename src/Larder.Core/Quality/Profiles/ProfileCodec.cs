using System.Buffers;
using Larder.Aggregation.Algebra;
using Larder.Types;

namespace Larder.Quality.Profiles;

/// <summary>The stored form of one profile: kind, counts, then what the kind has.</summary>
internal static class ProfileCodec
{
    private static readonly HyperLogLog DistinctSketch = new(precision: 10);

    public static void Write(VarintWriter writer, FeatureProfile profile)
    {
        writer.WriteByte((byte)profile.Kind);
        writer.WriteUnsigned((ulong)profile.Rows);
        writer.WriteUnsigned((ulong)profile.Nulls);
        writer.WriteUnsigned((ulong)profile.NaNs);
        writer.WriteByte(profile.Min is null ? (byte)0 : (byte)1);
        if (profile.Min is { } min)
        {
            writer.WriteFixed(BitConverter.DoubleToInt64Bits(min));
            writer.WriteFixed(BitConverter.DoubleToInt64Bits(profile.Max!.Value));
        }

        writer.WriteUnsigned((ulong)profile.Moments.Count);
        if (profile.Moments.Count > 0)
        {
            writer.WriteFixed(BitConverter.DoubleToInt64Bits(profile.Moments.Mean));
            writer.WriteFixed(BitConverter.DoubleToInt64Bits(profile.Moments.Squares));
        }

        var distinct = new ArrayBufferWriter<byte>();
        DistinctSketch.Write(profile.DistinctState, distinct);
        writer.WriteBytes(distinct.WrittenSpan);
        profile.Numbers.Write(writer);
        profile.Values.Write(writer);
    }

    public static FeatureProfile Read(ref VarintReader reader)
    {
        var kind = (ProfileKind)reader.ReadByte();
        var profile = new FeatureProfile(Enum.IsDefined(kind) ? kind : throw VarintReader.Damaged());
        var (rows, nulls, nans) = ((long)reader.ReadUnsigned(), (long)reader.ReadUnsigned(), (long)reader.ReadUnsigned());
        (double, double)? ends = reader.ReadByte() == 0 ? null : (Double(ref reader), Double(ref reader));
        var count = (long)reader.ReadUnsigned();
        var moments = count == 0 ? default : new MomentState(count, Double(ref reader), Double(ref reader));
        var distinct = DistinctSketch.Read(reader.ReadBytes());
        profile.Restore(rows, nulls, nans, ends, moments, distinct, NumberSketch.Read(ref reader), ValueCounts.Read(ref reader));
        return profile;
    }

    private static double Double(ref VarintReader reader) => BitConverter.Int64BitsToDouble(reader.ReadFixed());
}

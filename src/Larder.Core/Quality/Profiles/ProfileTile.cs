using System.Buffers;
using Larder.Errors;
using Larder.Types;

namespace Larder.Quality.Profiles;

/// <summary>The profiles of all features of some rows, such as those of one day, by name. A monoid, as each of them is.</summary>
/// <threadsafety>One thread at a time.</threadsafety>
public sealed class ProfileTile
{
    private const byte Format = 1;

    private readonly SortedDictionary<string, FeatureProfile> _features = new(StringComparer.Ordinal);

    /// <summary>Rows.</summary>
    public long Rows { get; private set; }

    /// <summary>The profiles, by name.</summary>
    public IReadOnlyDictionary<string, FeatureProfile> Features => _features;

    /// <summary>Adds rows; their values are added to the profiles.</summary>
    public void AddRows(long rows) => Rows += rows;

    /// <summary>The profile of a feature, made anew where there is none.</summary>
    /// <param name="name">The feature.</param>
    /// <param name="kind">Its kind.</param>
    /// <exception cref="InvalidInputException">It has one of another kind.</exception>
    public FeatureProfile Feature(string name, ProfileKind kind)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!_features.TryGetValue(name, out var profile))
        {
            _features.Add(name, profile = new FeatureProfile(kind));
        }

        return profile.Kind == kind ? profile : throw new InvalidInputException($"Feature {name} is profiled as {profile.Kind}, not {kind}.");
    }

    /// <summary>Adds all that another tile has. A feature that only one of both has keeps its own number of rows.</summary>
    /// <exception cref="InvalidInputException">A feature is of another kind there.</exception>
    public void Merge(ProfileTile other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Rows += other.Rows;
        foreach (var (name, profile) in other._features)
        {
            Feature(name, profile.Kind).Merge(profile);
        }
    }

    /// <summary>Takes over the features that another tile has of the same rows.</summary>
    /// <exception cref="ArgumentException">It has other rows, or a feature that this one has.</exception>
    public void Take(ProfileTile other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Rows != Rows)
        {
            throw new ArgumentException($"A tile of {other.Rows} rows has features of other rows than one of {Rows}; merge them instead.");
        }

        foreach (var (name, profile) in other._features)
        {
            _features.Add(name, profile);
        }
    }

    /// <summary>The same profiles under other names.</summary>
    /// <param name="name">The new name of a feature; null leaves it out.</param>
    public ProfileTile Renamed(Func<string, string?> name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var renamed = new ProfileTile { Rows = Rows };
        foreach (var (feature, profile) in _features)
        {
            if (name(feature) is { } other)
            {
                renamed._features.Add(other, profile);
            }
        }

        return renamed;
    }

    /// <summary>The stored form: a version byte, rows, features.</summary>
    public byte[] ToBytes()
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new VarintWriter(buffer);
        writer.WriteByte(Format);
        writer.WriteUnsigned((ulong)Rows);
        writer.WriteUnsigned((ulong)_features.Count);
        foreach (var (name, profile) in _features)
        {
            writer.WriteText(name);
            ProfileCodec.Write(writer, profile);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads <see cref="ToBytes"/>.</summary>
    /// <exception cref="UnavailableException">The bytes are damaged, or of a later format.</exception>
    public static ProfileTile FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 0 && bytes[0] != Format)
        {
            throw new UnavailableException($"A stored profile has format {bytes[0]}; this Larder reads format {Format}. Upgrade it, or delete monitoring.db and profile again.");
        }

        try
        {
            var reader = new VarintReader(bytes);
            reader.ReadByte();
            var tile = new ProfileTile { Rows = (long)reader.ReadUnsigned() };
            for (var left = reader.ReadCount(bytesEach: 2); left > 0; left--)
            {
                tile._features.Add(reader.ReadText(), ProfileCodec.Read(ref reader));
            }

            reader.End();
            return tile;
        }
        catch (Exception damaged) when (damaged is UnavailableException or ArgumentException)
        {
            throw new UnavailableException("A stored profile is damaged; delete monitoring.db and profile again.", innerException: damaged);
        }
    }
}

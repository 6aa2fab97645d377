using System.Globalization;
using Larder.Catalog;
using Larder.Quality.Profiles;
using Larder.Serving.Logging;
using Larder.Storage;

namespace Larder.Cli.Monitoring;

/// <summary>Profiles of the features that a service served, a tile for each file of the served log. A file that has not grown since is not read again.</summary>
internal sealed class ServedProfiles(IProfileStore store, string folder, CompiledService service)
{
    private const int DayDigits = 8;

    private readonly Dictionary<string, ProfileKind> _kinds = service.Features.ToDictionary(f => $"{f.View.Name}:{f.Feature.Name}", f => ProfileKinds.Of(f.Feature.Type), StringComparer.Ordinal);

    /// <exception cref="Larder.Errors.LarderException">There is no log, or it cannot be read.</exception>
    public async Task<ProfileUpdate> UpdateAsync(CancellationToken cancellationToken)
    {
        var subject = $"served {service.Name}";
        var files = new ServedLogReader(folder).Names.ToDictionary(NameOf, name => name, StringComparer.Ordinal);
        var wanted = files.ToDictionary(f => f.Key, f => FingerprintOf(f.Value), StringComparer.Ordinal);
        var known = await store.FingerprintsAsync(subject, cancellationToken);
        string[] gone = [.. known.Keys.Where(name => !wanted.ContainsKey(name))];
        await store.ReplaceAsync(subject, gone, [], cancellationToken);
        string[] changed = [.. wanted.Where(w => known.GetValueOrDefault(w.Key) != w.Value).Select(w => w.Key).Order(StringComparer.Ordinal)];
        foreach (var name in changed)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await store.ReplaceAsync(subject, [name], [new StoredTile(name, string.Empty, wanted[name], files[name], Profile(files[name]).ToBytes())], cancellationToken);
        }

        return new ProfileUpdate(subject, folder, changed.Length, wanted.Count - changed.Length, gone.Length);
    }

    /// <summary>The day first, so that names sort and group as those of tables do.</summary>
    private static string NameOf(string file) => $"{DateTime.ParseExact(file[..DayDigits], "yyyyMMdd", CultureInfo.InvariantCulture):yyyy-MM-dd} {file}";

    private ProfileTile Profile(string file)
    {
        var tile = new ProfileTile();
        foreach (var vector in new ServedLogReader(folder, new HashSet<string>(StringComparer.Ordinal) { file }).Read())
        {
            if (vector.Plan.Service?.Split('@')[0] != service.Name)
            {
                continue;
            }

            tile.AddRows(1);
            foreach (var (feature, served) in vector.Plan.Features.Zip(vector.Values))
            {
                // What was served before the service changed may have another type.
                if (_kinds.TryGetValue(feature, out var kind) && (served.Value.IsNull || ProfileKinds.Of(served.Value.Type) == kind))
                {
                    tile.Feature(feature, kind).Add(served.Value);
                }
            }
        }

        return tile;
    }

    private string FingerprintOf(string file)
    {
        var info = new FileInfo(Path.Combine(folder, file));
        return string.Create(CultureInfo.InvariantCulture, $"1 {info.Length} {info.LastWriteTimeUtc.Ticks} {service.Definition.Hash}");
    }
}

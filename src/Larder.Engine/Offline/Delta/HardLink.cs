using System.Formats.Tar;

namespace Larder.Offline.Delta;

/// <summary>
/// Gives a finished file a second name unless that name is taken: the atomic put-if-absent of a commit.
/// <para>
/// Why a tar entry: .NET 10 has no method for a hard link, and its <c>File.Move</c> without overwrite first looks whether the target exists and then
/// renames over it, so two racing writers can both succeed and one commit is lost. Creating the target exclusively shows readers a
/// half-written commit. Unpacking a hard-link entry of a tar archive is the managed way to <c>link(2)</c> (<c>CreateHardLink</c> on
/// Windows), which the kernel lets exactly one writer win, whoever wrote the other one. Delta writers of other makes link or rename without
/// replacing, so they keep the same rule.
/// </para>
/// </summary>
internal static class HardLink
{
    /// <summary>Links <paramref name="name"/> to <paramref name="existing"/>, both names in <paramref name="folder"/>.</summary>
    /// <returns>False when the name is taken.</returns>
    public static bool TryCreate(string folder, string existing, string name)
    {
        using var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
        {
            writer.WriteEntry(new PaxTarEntry(TarEntryType.HardLink, name) { LinkName = existing });
        }

        archive.Position = 0;
        try
        {
            TarFile.ExtractToDirectory(archive, folder, overwriteFiles: false);
            return true;
        }
        catch (IOException) when (File.Exists(Path.Join(folder, name)))
        {
            return false;
        }
    }
}

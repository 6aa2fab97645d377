using System.Globalization;
using Larder.Storage;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Larder.Files.Dvc;

/// <summary>Reads <c>.dvc</c> files, and refuses by name what would be misunderstood.</summary>
internal static class DvcFileReader
{
    private static readonly string[] Written = ["md5", "size", "nfiles", "isexec", "hash", "path"];
    private static readonly string[] Understood = [.. Written, "desc", "type", "labels", "meta", "remote", "push", "cache", "persist"];

    /// <summary>Reads a file.</summary>
    /// <exception cref="Errors.InvalidInputException">It is damaged, or in a form that Larder does not know.</exception>
    public static DvcFile Read(string path)
    {
        try
        {
            var stream = new YamlStream();
            using var text = new StreamReader(path);
            stream.Load(text);
            if (stream.Documents is not [{ RootNode: YamlMappingNode root }] || root.Find("outs") is not YamlSequenceNode outs)
            {
                throw FileErrors.DvcFile(path, "it has no list 'outs'");
            }

            if (root.Find("wdir") is { } folder && folder.Text() != ".")
            {
                throw FileErrors.DvcFile(path, $"'wdir' is {folder.Text()}, and Larder knows only the folder of the file itself");
            }

            return new(path, [.. outs.Select(output => Output(path, output)).OfType<DvcOutput>()], Form(root, outs));
        }
        catch (YamlException malformed)
        {
            throw FileErrors.DvcFile(path, $"it is no YAML ({malformed.Message.TrimEnd('.')} in line {malformed.Start.Line})", malformed);
        }
    }

    private static DvcFileForm Form(YamlMappingNode root, YamlSequenceNode outs) =>
        outs.Children is not [YamlMappingNode only] || root.Children.Keys.Any(key => key.Text() is not ("outs" or "meta" or "desc")) ? DvcFileForm.Other
        : root.Children.Count == 1 && only.Children.Keys.All(key => Written.Contains(key.Text())) ? DvcFileForm.Plain
        : DvcFileForm.Annotated;

    /// <summary>An output; null for one that DVC keeps out of its cache.</summary>
    private static DvcOutput? Output(string file, YamlNode node)
    {
        if (node is not YamlMappingNode output || output.Find("path").Text() is not { Length: > 0 } path)
        {
            throw FileErrors.DvcFile(file, "an entry of 'outs' has no 'path'");
        }

        if (output.Children.Keys.Select(key => key.Text()).FirstOrDefault(key => !Understood.Contains(key)) is { } unknown)
        {
            throw FileErrors.DvcFile(file, $"the entry of {path} has '{unknown}', which Larder does not know");
        }

        var full = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, path));
        return output.Find("cache").Text() == "false"
            ? null
            : new(full, Content(file, path, output), output.Find("remote").Text(), output.Find("push").Text() != "false");
    }

    private static DvcContent Content(string file, string path, YamlMappingNode output) => (output.Find("md5").Text(), output.Find("hash").Text()) switch
    {
        (null, _) => throw FileErrors.DvcFile(file, $"the entry of {path} has no 'md5'"),
        (_, null) => throw FileErrors.OldDvcFile(file, path),
        (_, not "md5" and var hash) => throw FileErrors.DvcFile(file, $"the entry of {path} is hashed with '{hash}', and Larder knows md5 only"),
        var (md5, _) when !BlobId.TryParse(md5, out _) => throw FileErrors.DvcFile(file, $"the entry of {path} has the md5 '{md5}', which is none"),
        var (md5, _) => new(
            BlobId.TryParse(md5, out var id) ? id : default,
            Number(file, path, output, "size"),
            (int?)Number(file, path, output, "nfiles"),
            output.Find("isexec").Text() == "true"),
    };

    private static long? Number(string file, string path, YamlMappingNode output, string key) => output.Find(key).Text() switch
    {
        null => null,
        var text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        var text => throw FileErrors.DvcFile(file, $"the entry of {path} has the {key} '{text}', which is no number"),
    };
}

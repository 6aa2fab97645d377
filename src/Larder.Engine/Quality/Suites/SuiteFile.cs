using System.Globalization;
using System.Text;
using Larder.Errors;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Larder.Quality.Suites;

/// <summary>Suites in YAML files.</summary>
public static class SuiteFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path, which is also its name in messages.</param>
    /// <exception cref="NotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDefinitionException">It is no YAML, or no suite; the message says where.</exception>
    public static SuiteDocument Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return File.Exists(path)
            ? Parse(path, File.ReadAllText(path))
            : throw new NotFoundException($"There is no suite {path}; write one with 'larder infer-suite --write', or correct the path.");
    }

    /// <summary>Reads the text of a file.</summary>
    /// <param name="name">The file's name, for messages.</param>
    /// <param name="text">What stands in it.</param>
    /// <exception cref="InvalidDefinitionException">It is no YAML, or no suite; the message says where.</exception>
    public static SuiteDocument Parse(string name, string text)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents is [var document]
                ? new(name, Node(name, document.RootNode))
                : throw new InvalidDefinitionException(string.Create(CultureInfo.InvariantCulture, $"{name} holds {stream.Documents.Count} documents, and a suite is one; begin it with 'version: 1'."));
        }
        catch (YamlException malformed)
        {
            throw new InvalidDefinitionException(
                string.Create(CultureInfo.InvariantCulture, $"{name}, line {malformed.Start.Line}, column {malformed.Start.Column}: this is no YAML: {malformed.Message.TrimEnd('.')}."), malformed);
        }
    }

    /// <summary>The text of a file from which a suite is read again.</summary>
    /// <param name="suite">The suite.</param>
    public static string Write(SuiteMap suite)
    {
        ArgumentNullException.ThrowIfNull(suite);
        var text = new StringBuilder();
        using (var writer = new StringWriter(text, CultureInfo.InvariantCulture) { NewLine = "\n" })
        {
            var emitter = new Emitter(writer, new EmitterSettings().WithBestWidth(int.MaxValue).WithNewLine("\n").WithIndentedSequences());
            emitter.Emit(new StreamStart());
            emitter.Emit(new DocumentStart(null, null, isImplicit: true));
            Emit(emitter, suite, depth: 0);
            emitter.Emit(new DocumentEnd(isImplicit: true));
            emitter.Emit(new StreamEnd());
        }

        return text.ToString();
    }

    private static SuiteNode Node(string name, YamlNode node)
    {
        if (!node.Anchor.IsEmpty)
        {
            throw Wrong(name, node, "an anchor has no meaning in a suite; write the value where it is needed");
        }

        var (line, column) = ((int)node.Start.Line, (int)node.Start.Column);
        return node switch
        {
            YamlScalarNode scalar => new SuiteScalar(scalar.Value ?? string.Empty, scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any), line, column),
            YamlSequenceNode list => new SuiteList([.. list.Children.Select(c => Node(name, c))], line, column),
            YamlMappingNode map => new SuiteMap([.. map.Children.Select(c => (Node(name, c.Key) as SuiteScalar ?? throw Key(name, c.Key), Node(name, c.Value)))], line, column),
            _ => throw Key(name, node),
        };
    }

    private static InvalidDefinitionException Key(string name, YamlNode node) => Wrong(name, node, "a key is a single word, as in 'kind: not_null'");

    private static InvalidDefinitionException Wrong(string name, YamlNode node, string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{name}, line {node.Start.Line}, column {node.Start.Column}: {what}."));

    /// <summary>The suite and its checks stand on lines of their own, lists in checks on one.</summary>
    private static void Emit(Emitter emitter, SuiteNode node, int depth)
    {
        switch (node)
        {
            case SuiteScalar scalar:
                emitter.Emit(new Scalar(null, null, scalar.Text, scalar.IsQuoted ? ScalarStyle.DoubleQuoted : ScalarStyle.Any, !scalar.IsQuoted, scalar.IsQuoted));
                break;
            case SuiteList list:
                emitter.Emit(new SequenceStart(null, null, isImplicit: true, depth > 1 ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in list.Items)
                {
                    Emit(emitter, item, depth + 1);
                }

                emitter.Emit(new SequenceEnd());
                break;
            case SuiteMap map:
                emitter.Emit(new MappingStart(null, null, isImplicit: true, MappingStyle.Block));
                foreach (var (key, value) in map.Entries)
                {
                    Emit(emitter, key, depth + 1);
                    Emit(emitter, value, depth + 1);
                }

                emitter.Emit(new MappingEnd());
                break;
        }
    }
}

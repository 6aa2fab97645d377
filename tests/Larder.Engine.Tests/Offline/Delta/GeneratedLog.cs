using System.Text.Json;
using System.Text.Json.Nodes;

namespace Larder.Offline.Delta;

/// <summary>Random logs: files with odd names come, go and come again; transactions, properties, other writers' members.</summary>
internal sealed class GeneratedLog(string folder, int seed)
{
    private static readonly string[] Names = ["a", "b b", "ü%25", "日本", "x=y", "q\"uote'", "#?&+", "tab\tand\nbreak", "😀"];
    private readonly Random _random = new(seed);
    private readonly List<string> _live = [];
    private long _file;

    public long Version { get; private set; } = -1;

    public void Create()
    {
        Directory.CreateDirectory(LogFolder.Of(folder));
        Write([Node("protocol", new { minReaderVersion = 1, minWriterVersion = 2 }), Metadata()]);
    }

    /// <summary>One more commit.</summary>
    public void Next()
    {
        var actions = new List<JsonObject>();
        if (_random.Next(4) != 0)
        {
            var info = new JsonObject { ["timestamp"] = 1_700_000_000_000 + Version, ["operation"] = "WRITE" };
            if (_random.Next(2) == 0)
            {
                info["userMetadata"] = $"text of {Version} \"{Names[_random.Next(Names.Length)]}\"";
            }

            actions.Add(new() { ["commitInfo"] = info });
        }

        for (var i = _random.Next(4); i > 0; i--)
        {
            var path = _live.Count > 0 && _random.Next(5) == 0 ? _live[_random.Next(_live.Count)] : $"{Names[_random.Next(Names.Length)]}/{_file++}.parquet";
            actions.Add(Add(path));
            _live.Remove(path);
            _live.Add(path);
        }

        for (var i = _random.Next(3); i > 0 && _live.Count > 0; i--)
        {
            var path = _live[_random.Next(_live.Count)];
            actions.Add(Node("remove", new { path = DeltaPath.Encode(path), dataChange = true, deletionTimestamp = 1_700_000_000_000 + _file }));
            _live.Remove(path);
        }

        for (var i = _random.Next(3); i > 0; i--)
        {
            actions.Add(Node("txn", new { appId = Names[_random.Next(Names.Length)], version = Version }));
        }

        if (_random.Next(8) == 0)
        {
            actions.Add(Metadata());
        }

        actions.Add(Node("cdc", new { path = "x", somethingNew = 1 }));
        Write(actions);
    }

    private JsonObject Add(string path)
    {
        var add = new JsonObject
        {
            ["path"] = DeltaPath.Encode(path),
            ["partitionValues"] = new JsonObject { ["day"] = _random.Next(3) == 0 ? null : Names[_random.Next(Names.Length)] },
            ["size"] = _random.NextInt64(long.MaxValue),
            ["modificationTime"] = _random.NextInt64(2_000_000_000_000),
            ["dataChange"] = _random.Next(2) == 0,
        };
        if (_random.Next(3) != 0)
        {
            add["stats"] = $$$"""{"numRecords":{{{_random.Next(100)}}},"minValues":{"id":{{{_random.Next()}}},"name":"a\\b \u00e9"}}""";
        }

        if (_random.Next(3) == 0)
        {
            add["tags"] = new JsonObject { ["INSERTION_TIME"] = "7", ["empty"] = "" };
        }

        return add;
    }

    private JsonObject Metadata() => Node("metaData", new
    {
        id = $"table {_random.Next(100)}",
        name = "orders",
        description = _random.Next(2) == 0 ? null : "of \"all\" shops",
        format = new { provider = "parquet", options = new { } },
        schemaString = """{"type":"struct","fields":[{"name":"id","type":"long","nullable":true,"metadata":{}},{"name":"day","type":"string","nullable":true,"metadata":{}}]}""",
        partitionColumns = (string[])["day"],
        configuration = new Dictionary<string, string> { ["p"] = $"{_random.Next(9)}", ["delta.appendOnly"] = "false" },
        createdTime = 5,
    });

    private static JsonObject Node(string action, object body) => new() { [action] = JsonSerializer.SerializeToNode(body) };

    private void Write(IEnumerable<JsonObject> actions) =>
        File.WriteAllLines(LogFolder.CommitPath(folder, ++Version), actions.Select(action => action.ToJsonString()));
}

using System.Globalization;

namespace Larder.Bench.Harness;

/// <summary>What a parent passes to a child: names and values.</summary>
internal sealed class ChildArguments : Dictionary<string, string>
{
    public ChildArguments()
        : base(StringComparer.Ordinal)
    {
    }

    public int Int(string name) => int.Parse(this[name], CultureInfo.InvariantCulture);

    public static ChildArguments Parse(IEnumerable<string> pairs)
    {
        var arguments = new ChildArguments();
        foreach (var pair in pairs)
        {
            var split = pair.IndexOf('=', StringComparison.Ordinal);
            arguments[pair[..split]] = pair[(split + 1)..];
        }

        return arguments;
    }

    public IEnumerable<string> ToPairs() => this.Select(p => $"{p.Key}={p.Value}");
}

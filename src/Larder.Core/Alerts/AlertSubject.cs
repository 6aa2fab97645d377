using Larder.Errors;

namespace Larder.Alerts;

/// <summary>What an alert is about: <c>source/order_lines</c>.</summary>
/// <param name="Kind"><c>source</c>, <c>view</c>, <c>service</c>, <c>model</c> or <c>pipeline</c>.</param>
/// <param name="Name">Its name.</param>
public readonly record struct AlertSubject(string Kind, string Name)
{
    /// <summary>A source.</summary>
    public static AlertSubject Source(string name) => new("source", name);

    /// <summary>A feature view.</summary>
    public static AlertSubject View(string name) => new("view", name);

    /// <summary>A feature service.</summary>
    public static AlertSubject Service(string name) => new("service", name);

    /// <summary>A model.</summary>
    public static AlertSubject Model(string name) => new("model", name);

    /// <summary>A pipeline.</summary>
    public static AlertSubject Pipeline(string name) => new("pipeline", name);

    /// <summary>Reads <c>kind/name</c>.</summary>
    /// <exception cref="InvalidInputException">There is no slash in it.</exception>
    public static AlertSubject Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash < text.Length - 1
            ? new(text[..slash], text[(slash + 1)..])
            : throw new InvalidInputException($"'{text}' is no subject of alerts; write kind and name, such as source/order_lines.");
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Kind}/{Name}";
}

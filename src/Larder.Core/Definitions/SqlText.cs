using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Larder.Errors;

namespace Larder;

/// <summary>
/// The SQL of a view, written as an interpolated string: sources stand in braces, <c>FROM {Lines}</c>, and become quoted table names; numbers and texts in
/// braces become literals. Nothing else can be put in.
/// </summary>
[InterpolatedStringHandler]
public sealed class SqlText
{
    private readonly StringBuilder _text;
    private readonly List<SourceDefinition> _sources = [];

    /// <summary>Called by the compiler.</summary>
    public SqlText(int literalLength, int formattedCount) => _text = new StringBuilder(literalLength + (formattedCount * 16));

    /// <summary>The sources, each once, in the order met.</summary>
    internal IReadOnlyList<SourceDefinition> Sources => _sources;

    /// <summary>Called by the compiler.</summary>
    public void AppendLiteral(string text) => _text.Append(text);

    /// <summary>A source, all of it.</summary>
    /// <exception cref="InvalidDefinitionException">It is filtered.</exception>
    public void AppendFormatted<T>(Events<T> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Filter is not null)
        {
            throw new InvalidDefinitionException($"The SQL names events of {source.Definition.Name} that a lambda filters; name the source itself and write the condition in SQL.");
        }

        Append(source.Definition);
    }

    /// <summary>The rows of another SQL view.</summary>
    public void AppendFormatted<T>(SqlView<T> view)
    {
        ArgumentNullException.ThrowIfNull(view);
        Append(view.Definition);
    }

    /// <summary>Always refused: other views have no table.</summary>
    /// <exception cref="InvalidDefinitionException">Always; the message says what to write instead.</exception>
#pragma warning disable CA1822 // The compiler calls it on the instance.
    public void AppendFormatted(FeatureView view)
#pragma warning restore CA1822
    {
        ArgumentNullException.ThrowIfNull(view);
        throw new InvalidDefinitionException(view.IsOnDemand
            ? $"The SQL names view {view.Name}, which is computed at request time. SQL runs in batch over stored tables, and a request has none: at request time it would cost a query for each prediction, "
                + "and training and serving would no longer run the same code. Compute it with OnDemand or OnDemandWithRequest, which may take this SQL view as an input."
            : $"The SQL names view {view.Name}, which has no table of its own: its values depend on the time asked for. Look it up at the events' times, in {view.Name}'s own source or another (Join … Select), and name that derived source.");
    }

    /// <summary>A whole number.</summary>
    public void AppendFormatted(long value) => _text.Append(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A text, as a literal.</summary>
    public void AppendFormatted(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _text.Append('\'').Append(value.Replace("'", "''", StringComparison.Ordinal)).Append('\'');
    }

    /// <summary>The statement.</summary>
    public override string ToString() => _text.ToString();

    private void Append(SourceDefinition source)
    {
        if (_sources.All(s => s.Name != source.Name))
        {
            _sources.Add(source);
        }

        _text.Append('"').Append(source.Name).Append('"');
    }
}

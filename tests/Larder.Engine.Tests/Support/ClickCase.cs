using System.Globalization;
using System.Text;
using Larder.Types;

namespace Larder.Support;

/// <summary>A click that was ingested: itself and its place in the total order.</summary>
internal sealed record Told(Click Click, EventOrder Order);

/// <summary>A row of a spine: the key, the time and what else the spine says.</summary>
internal sealed record Asked(string? User, Instant At, int Label, string? Note);

/// <summary>
/// A generated history and the questions asked of it: few users and few instants, so that ties, duplicates and edges are the rule;
/// known before and after the event; nulls and NaN; before and after 1970; files in no order, in several ingests.
/// </summary>
internal sealed class ClickCase
{
    public const string Header = "user,shop,device,at,known_at,amount,points,page,is_mobile,weight,due";

    private static readonly string?[] Users = ["u1", "u2", "O'Brien; --", "ünï\"code 💥", "01", null];
    private static readonly string?[] Pages = ["home", "a,b", "say \"hi\"", "two\nlines", " padded ", "日本", null];
    private static readonly double?[] Amounts = [0.1, 0.2, 1e16, -1e16, 3.3, -0.0, double.NaN, double.PositiveInfinity, 1e-300, null];
    private readonly Random _random;
    private readonly List<Told> _history = [];
    private readonly long[] _instants;

    public ClickCase(int seed, int clicks = 60, int files = 3, bool isPlain = false)
    {
        _random = new Random(seed);
        var start = seed % 3 == 0 ? -4 * 3_600_000_000L : 1_700_000_000_000_000L;
        _instants = [.. Enumerable.Range(0, 12).Select(i => start + (i * 3_600_000_000L * (i % 4 == 0 ? 7 : 1)))];
        var all = Enumerable.Range(0, clicks).Select(_ => Click(isPlain)).ToList();
        all.AddRange(all.Take(clicks / 10).ToArray());
        Files = [.. Enumerable.Range(0, files).Select(f => (IReadOnlyList<Click>)[.. all.Where((_, i) => i % files == f).OrderBy(_ => _random.Next())])];
        foreach (var click in Files.SelectMany(f => f))
        {
            _history.Add(new Told(click, new EventOrder(Instant.From(click.At), Instant.From(click.KnownAt), _history.Count)));
        }

        Spine = [.. Enumerable.Range(0, 120).Select(Ask)];
    }

    public IReadOnlyList<IReadOnlyList<Click>> Files { get; }

    public IReadOnlyList<Told> History => _history;

    public IReadOnlyList<Asked> Spine { get; }

    public static string Csv(IEnumerable<Click> clicks)
    {
        var text = new StringBuilder(Header).Append('\n');
        foreach (var c in clicks)
        {
            text.AppendJoin(',', Quoted(c.User), Text(c.Shop), Text(c.Device), Time(c.At), Time(c.KnownAt), Text(c.Amount), Text(c.Points), Quoted(c.Page), Text(c.IsMobile), Text(c.Weight), c.Due is { } due ? Time(due) : "");
            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The spine as a query, with columns that no feature needs.</summary>
    public string SpineQuery() => "SELECT row_number() OVER () - 1 AS number, user_id, label, event_timestamp, note, [label, 7] AS list FROM (VALUES "
        + string.Join(", ", Spine.Select(a => $"({Literal(a.User)}, {a.Label}, make_timestamp({a.At.Microseconds}), {Literal(a.Note)})"))
        + ") AS s(user_id, label, event_timestamp, note)";

    public static string Literal(string? text) => text is null ? "NULL::VARCHAR" : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Quoted(string? text) => text is null ? "" : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Text<T>(T? value)
        where T : struct, IFormattable => value?.ToString(value is double or float ? "R" : null, CultureInfo.InvariantCulture) ?? "";

    private static string Text(bool? value) => value is { } v ? v ? "true" : "false" : "";

    private static string Time(DateTime time) => time.ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    private Click Click(bool isPlain)
    {
        var at = Pick(_instants) + Pick<long>([0, 0, 0, 1, -1]);
        var known = at + Pick<long>([0, 0, 0, 1, 3_600_000_000L, 100_000_000_000L, -1_000_000L]);
        return new Click(
            Pick(Users),
            _random.Next(4) - 1,
            _random.Next(5) == 0 ? long.MinValue : _random.Next(3),
            new Instant(at).ToDateTime(),
            new Instant(known).ToDateTime(),
            isPlain ? _random.Next(1000) / 8.0 : Pick(Amounts) + 0,
            _random.Next(4) == 0 ? null : _random.Next(5) - 1,
            Pick(Pages),
            _random.Next(4) == 0 ? null : _random.Next(2) == 0,
            _random.Next(4) == 0 ? null : _random.Next(100) / 7f,
            _random.Next(4) == 0 ? null : new Instant(at + 12_345_678).ToDateTime());
    }

    private Asked Ask(int number)
    {
        long[] edges = [0, 0, ClickRepository.Ttl.Ticks / 10, 3_600_000_000L, 2 * 86_400_000_000L, 100_000_000_000L];
        var at = number % 7 == 0 ? _history[_random.Next(_history.Count)].Order.KnownAt.Microseconds : Pick(_instants);
        var user = _random.Next(8) == 0 ? "nobody" : Pick(Users);
        return number > 0 && number % 9 == 0 ? new Asked(Users[0], new Instant(_instants[5]), number, "again") : new Asked(user, new Instant(at + Pick(edges) + Pick<long>([0, 0, 1, -1])), number, Pick(Pages));
    }

    private T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];
}

using Larder.Quality.Checks;
using Larder.Types;

namespace Larder.Quality;

/// <summary>A row with a column of every type that is compared.</summary>
public sealed record Reading(
    string? Text,
    string? Other,
    int? Small,
    long? Large,
    double? Number,
    double? Total,
    float? Weight,
    bool? Flag,
    DateTime At,
    DateTime? MadeAt,
    int Count,
    bool Done);

/// <summary>A row of another source.</summary>
public sealed record Partner(string? Code, int? Small, double? Number, bool? Active, DateTime At);

/// <summary>Generated rows and checks: few values, so that ties and repeats are the rule; nulls, NaN, both zeros, infinities; text of one to four bytes a character.</summary>
internal sealed class ReadingCase
{
    public static readonly EventSchema Schema = EventSchema.Of(typeof(Reading));

    public static readonly Instant Now = new(1_700_000_000_000_000);

    private static readonly string?[] Texts =
    [
        null, "", " ", "\t\n", "\u3000", "a", "A", "ab", "abc", "a.b", "a%b", "a_b", "a\\b", "O'Brien; --", "ünï", "日本", "💥", "💥💥", "x💥", "\uffff", "1", "-7", "007", "2147483648", "99999999999999999999",
        "1.5", "1e3", "NaN", "true", "TRUE", "2024-02-29", "2023-02-29", "0000-01-01", "2024-02-29T23:59:59Z", "2024-02-29 12:30", "a@b.org", "10.0.0.255", "10.0.0.256", "https://x.org/?q=1", "line\n", "٣",
        "123e4567-e89b-12d3-a456-426614174000", "ÜNÏ", "X💥", "ab", "AB", "aB", "::1", "fe80::1:2", "1:2:3:4:5:6:7:8", "::ffff:10.0.0.1", ":::", "{}", "[1, 2.5e3, null, \"a\\u00e9\"]", "[1,]", "[NaN]", "\"\\ud800\"",
    ];

    private static readonly double?[] Numbers = [null, 0.0, -0.0, 0.125, -2.5, 3, 1_000_000.5, double.NaN, double.PositiveInfinity, double.NegativeInfinity];
    private static readonly double?[] Tame = [null, 0.0, -0.0, 0.125, -2.5, 3, 1_000_000.5];
    private static readonly string[] Patterns =
    [
        "", "a", "^a", "b$", "^$", ".", "^.$", "^..$", "a|b", "(a|b)+", "[^a]", "^[^a]+$", @"\d", @"^\d{2,3}$", @"\s", @"^\S*$", @"\w+\.\w", "[a-z日💥]", "^[💥-💩]{2}$", "[^💥]", @"\$", "(?:ab){1,2}?c?", @"^[\d.-]+$", "💥+$", "n$",
    ];

    private static readonly EventSource<Partner> Partners = Source.Csv<Partner>("partners.csv", p => p.At, "Partners");

    private readonly Random _random;
    private readonly bool _isTame;

    public ReadingCase(int seed)
    {
        _random = new Random(seed);
        _isTame = seed % 2 == 0;
        Rows = [.. Enumerable.Range(0, seed % 7 == 0 ? 0 : _random.Next(1, 50)).Select(_ => Row())];
        Others = [.. Enumerable.Range(0, seed % 5 == 0 ? 0 : _random.Next(1, 30)).Select(_ => Other())];
        Checks = [.. Enumerable.Range(0, 40).Select(i => Varied(Any()).Named($"check_{i}").Check)];
    }

    public IReadOnlyList<FeatureValue[]> Rows { get; }

    public IReadOnlyList<Check> Checks { get; }

    /// <summary>The rows of <see cref="Partner"/>.</summary>
    public IReadOnlyList<FeatureValue[]> Others { get; }

    public static string OtherName => Partners.Definition.Name;

    public static SourceDefinition? SourceOf(string name) => name == OtherName ? Partners.Definition : null;

    public static EventSchema OtherSchema => Partners.Definition.Schema;

    private FeatureValue[] Row() =>
    [
        FeatureValue.From(Pick(Texts)),
        FeatureValue.From(Pick(Texts)),
        FeatureValue.From(Pick<int?>([null, int.MinValue, -1, 0, 1, 2, 3, int.MaxValue])),
        FeatureValue.From(Pick<long?>([null, long.MinValue, -1, 0, 1, 2, (1L << 53) + 1, long.MaxValue])),
        FeatureValue.From(Pick(_isTame ? Tame : Numbers)),
        FeatureValue.From(Pick(_isTame ? Tame : Numbers)),
        FeatureValue.From((float?)Pick(_isTame ? Tame : Numbers)),
        FeatureValue.From(Pick<bool?>([null, true, false])),
        FeatureValue.From(new Instant(Now.Microseconds + Pick<long>([-1, 0, 1, 300_000_000, 300_000_001, -86_400_000_000]))),
        Pick<bool>([true, false]) ? FeatureValue.Null : FeatureValue.From(new Instant(Now.Microseconds + Pick<long>([-1, 0, 1]))),
        FeatureValue.From(Pick<int?>([null, 0, 1])),
        FeatureValue.From(Pick<bool?>([null, true, false])),
    ];

    private FeatureValue[] Other() =>
    [
        FeatureValue.From(Pick(Texts)),
        FeatureValue.From(Pick<int?>([null, -1, 0, 1, 2, 3])),
        FeatureValue.From(Pick(_isTame ? Tame : Numbers)),
        FeatureValue.From(Pick<bool?>([null, true, false])),
        FeatureValue.From(Now),
    ];

    private Expectation<Reading> Varied(Expectation<Reading> expectation)
    {
        expectation = _random.Next(4) == 0 ? expectation.AsWarning() : expectation;
        expectation = expectation.Check is ShareCheck { Mostly: < 1 and var mostly } && _random.Next(3) == 0 ? expectation.WarnBelow((1 + mostly) / 2) : expectation;
        expectation = _random.Next(4) switch
        {
            _ when expectation.Check is ReconciledCheck or RowCountRatioCheck => expectation,
            0 => expectation.GroupBy(r => r.Text),
            1 when _random.Next(2) == 0 => expectation.GroupBy(r => r.Number),
            2 when _random.Next(2) == 0 => expectation.GroupBy(r => r.Flag),
            _ => expectation,
        };
        var (limit, floor) = (Now.ToDateTime(), 0L);
        return _random.Next(10) switch
        {
            3 => expectation.When(r => r.At >= limit && !(r.MadeAt < limit)),
            4 => expectation.When(r => floor < r.Large || r.Flag == null || r.Count != 1),
            5 => expectation.When(r => r.Weight > 0.1f || (r.Weight < 2.0 && r.Text != "a" && r.Small >= 1.5)),
            6 => expectation.When(r => r.Done && r.Number != double.NaN),
            0 => expectation.When(r => r.Small > 0),
            1 => expectation.When(r => r.Text != null && r.Text.Length > 1 && r.Flag != true),
            2 => expectation.When(r => !(r.Number >= 1) || r.Text == "a"),
            _ => expectation,
        };
    }

    private Expectation<Reading> Any()
    {
        var mostly = Pick<double>([1, 1, 0.9, 0.5, 0.25, 0]);
        var nulls = Pick([NullRows.SkipIfAll, NullRows.SkipIfAny, NullRows.Test]);
        var (above, below, relation) = (Pick([true, false]), Pick([true, false]), Pick([SetRelation.Subset, SetRelation.Superset, SetRelation.Equal]));
        var comparison = Pick(Enum.GetValues<Comparison>());
        var (text, small, number, quantile) = (Expect.Column((Reading r) => r.Text), Expect.Column((Reading r) => r.Small), Expect.Column((Reading r) => r.Number), Pick<double>([0, 0.1, 0.25, 0.5, 0.9, 1]));
        var (large, weight) = (Expect.Column((Reading r) => r.Large), Expect.Column((Reading r) => r.Weight));
        return _random.Next(54) switch
        {
            0 => text.NotNull(mostly),
            1 => Expect.Column((Reading r) => r.MadeAt).IsNull(mostly),
            2 => text.InSet(Some(Texts), mostly),
            3 => text.NotInSet(Some(Texts), mostly),
            4 => number.InSet(Some(Tame).Select(n => n!.Value), mostly),
            5 => weight.NotInSet([0f, -2.5f], mostly),
            6 => small.InSet([], mostly),
            7 => small.Between(-1, 2, above, below, mostly),
            8 => number.Between(Pick<double?>([null, 0, -2.5]), Pick<double?>([null, 0.125, 3]), mostly: mostly),
            9 => weight.Between(0.1f, null, above, mostly: mostly),
            10 => text.Between("A", "日", above, below, mostly),
            11 => Expect.Column((Reading r) => r.At).Between(Now.ToDateTime(), null, above, mostly: mostly),
            12 => text.LengthBetween(1, Pick<int?>([null, 1, 2]), mostly),
            13 or 14 or 15 => text.Matches(Pick(Patterns), above, below, mostly),
            16 => text.Like(Pick(["a%", "%b", "_", "__", "%\\%%", "a\\_b", "a\\\\b", "%💥", "", "%"]), Pick<char?>(['\\', '!']), below, mostly),
            17 => text.Format(Pick([TextFormat.Email, TextFormat.Uuid, TextFormat.Url, TextFormat.Ipv4, TextFormat.IsoDate, TextFormat.IsoTimestamp, TextFormat.WholeNumber, TextFormat.DecimalNumber]), mostly),
            18 => Pick([text.CastableTo<int>(mostly), text.CastableTo<long>(mostly), text.CastableTo<double>(mostly), text.CastableTo<bool>(mostly), text.CastableTo<DateTime>(mostly)]),
            19 => text.NotBlank(mostly),
            20 => Pick([number.Finite(mostly), weight.Finite(mostly)]),
            21 => Expect.Pair((Reading r) => r.Text, r => r.Other).Compare(comparison, nulls, mostly),
            22 => Expect.Pair((Reading r) => r.Small, r => r.Weight).Compare(comparison, nulls, mostly),
            23 => Expect.Pair((Reading r) => r.Large, r => r.Number).Compare(comparison, nulls, mostly),
            24 => Expect.Pair((Reading r) => r.Small, r => r.Text).InSet([(1, "a"), (2, ""), (0, "日本")], nulls, mostly),
            25 => Pick([Expect.Row<Reading>("row", r => r.Small * 2 < 5 && r.Text!.Length > 0, mostly), Expect.Row<Reading>("plain", r => r.Count == 0 || !(r.Number <= 3), mostly)]),
            26 => Expect.Columns<Reading>(r => r.Small, r => r.Large, r => r.Weight).DistinctWithinRow(nulls, mostly),
            27 => Expect.Columns<Reading>(r => r.Number, r => r.Weight).SumEquals(r => r.Total, Pick<double>([0, 3, 1e9]), nulls, mostly),
            28 => Expect.Column((Reading r) => r.At).SaneTime(Now.ToDateTime(), createdAt: Pick([true, false]) ? r => r.MadeAt : null, mostly: mostly),
            29 => Pick([text.DistinctCount(2, 6), number.DistinctCount(atMost: 5), Expect.Column((Reading r) => r.Flag).DistinctCount(2)]),
            30 => Pick([text.DistinctRatio(0.5), number.OnceRatio(0.25, 0.75), weight.DistinctRatio(atMost: 0.5)]),
            31 => Pick([text.DistinctSet(Some(Texts), relation), number.DistinctSet([0.0, 3], relation)]),
            32 => Pick([text.Min("", "z"), text.Max("a"), number.Min(0), number.Max(atMost: 3), weight.Max(atMost: 10), small.Min(0), Expect.Column((Reading r) => r.At).Max(atMost: Now.ToDateTime())]),
            33 => Pick([small.Mean(0, 10), number.Mean(0), weight.Mean(0), large.Mean(0)]),
            34 => Pick([small.Sum(0, 10), number.Sum(0), weight.Sum(0), large.Sum(0)]),
            35 => Pick([small.Stddev(0, 10), number.Stddev(0, 10), number.Stddev(0, 10, population: true), weight.Variance(0, 3), large.Variance(1, population: true)]),
            36 => Pick([small.Quantile(quantile, 0, 2, above), large.Quantile(quantile, 0, 2, above), number.Quantile(quantile, 0, 2, above), weight.Quantile(quantile, 0, 2, above)]),
            37 => Pick([text.NullCount(0, 3), text.NullRatio(0, 0.25), Expect.RowCount<Reading>(), Expect.RowCount<Reading>(0, 20)]),
            38 => Pick([text.Unique(mostly), number.Unique(mostly), small.Unique(mostly)]),
            39 => Expect.RowCount<Reading>(0, 40).WarnUnless(10, 20),
            40 => Pick([text.Format(TextFormat.Ipv6, mostly), text.Format(TextFormat.Json, mostly), text.Max("", "日本").WarnUnless(atMost: "x")]),
            41 => Pick([text.OneLetterCase(mostly), Expect.Column((Reading r) => r.Other).OneLetterCase(mostly)]),
            42 => Pick([text.ModeInSet(Some(Texts), above), number.ModeInSet([0.0, 3], above), small.ModeInSet([], above), Expect.Column((Reading r) => r.Flag).ModeInSet([true], above)]),
            43 => Pick(
            [
                Expect.Pair((Reading r) => r.Small, r => r.Number).Correlation(-0.3, 0.3), Expect.Pair((Reading r) => r.Number, r => r.Weight).Correlation(atMost: 0.3),
                Expect.Pair((Reading r) => r.Small, r => r.Large).Correlation(0.01),
            ]),
            44 => Pick([number.ZScoreBelow(1.1, above, mostly), small.ZScoreBelow(0.6, above, mostly), weight.ZScoreBelow(2.2, above, mostly), large.ZScoreBelow(1.1, above, mostly)]),
            45 => Pick([small.Increasing(r => r.At, above, below ? r => r.Flag : null, mostly), number.Decreasing(r => r.Small, above, below ? r => r.Text : null, mostly), Expect.Column((Reading r) => r.MadeAt).Increasing(r => r.Weight, above, mostly: mostly)]),
            46 => Pick(
            [
                small.Steps(1, r => r.Number, below ? r => r.Flag : null, mostly), large.Steps(-1, r => r.Text, mostly: mostly), weight.Steps(0.125, r => r.At, below ? r => r.Number : null, mostly),
                Expect.Column((Reading r) => r.At).Steps(TimeSpan.FromMicroseconds(1), r => r.At, mostly: mostly),
            ]),
            47 => Pick([Expect.Pair((Reading r) => r.Number, r => r.Total), Expect.Pair((Reading r) => r.Total, r => r.Number)]).DisjointRanges(Pick(Enum.GetValues<RangeGaps>()), above, below ? r => r.Flag : null, mostly),
            48 => Expect.Pair((Reading r) => r.Small, r => r.Large).DisjointRanges(Pick(Enum.GetValues<RangeGaps>()), above, below ? r => r.Number : null, mostly),
            49 => Pick([text.References(Partners, p => p.Code, mostly), large.References(Partners.Where(p => p.Active == true), p => p.Small, mostly), weight.References(Partners.Where(p => p.Code!.Length > 1), p => p.Number, mostly)]),
            50 => Pick([small.KeySet(Partners, p => p.Small, relation, above), text.KeySet(Partners.Where(p => p.Active != false), p => p.Code, relation, above), small.KeySet(Partners.Where(p => p.Code!.Length > 1), p => p.Number, relation, above)]),
            51 => Pick(
            [
                Expect.Columns<Reading>(r => r.Small, r => r.Weight).EqualRows(Partners, [p => p.Small, p => p.Number], Pick<int?>([null, 0, 1])),
                Expect.Columns<Reading>(r => r.Text, r => r.Large).EqualRows(Partners.Where(p => p.Active == true), [p => p.Code, p => p.Small]),
            ]),
            52 => Pick([Expect.RowCountRatio<Reading, Partner>(Partners, 0.5, 2), Expect.RowCountRatio<Reading, Partner>(Partners.Where(p => p.Code!.Length > 1), 0.5).WarnUnless(1, 2), Expect.RowCountChange<Reading>(atMost: 2)]),
            _ => Expect.Columns<Reading>(r => r.Text, r => r.Number).Unique(nulls, mostly),
        };
    }

    private IEnumerable<T> Some<T>(IEnumerable<T?> from) => from.Where(v => v is not null && _random.Next(3) == 0)!;

    private T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];
}

using Larder.Types;

namespace Larder.Quality.Checks;

/// <summary>
/// <c>one_letter_case</c>: no two different texts of a column are the same but for letter case. Tested are the different texts, bad all of them that have such a twin; repeated are those that are the same in lower case,
/// surplus the ones beyond the first of each, that is the different texts less the different ones in lower case.
/// </summary>
/// <param name="Column">The column's index.</param>
public sealed record LetterCaseCheck(int Column) : ShareCheck
{
    /// <inheritdoc/>
    public override string Kind => "one_letter_case";

    /// <inheritdoc/>
    public override IReadOnlyList<int> Columns => [Column];

    /// <inheritdoc/>
    public override IReadOnlyList<int>? SampleColumns => [Column];

    /// <inheritdoc/>
    public override string Limit => "one letter case";

    /// <summary>The tally from what was counted.</summary>
    /// <param name="texts">Different texts.</param>
    /// <param name="bad">Those with a twin.</param>
    /// <param name="repeated">Those with a twin, in lower case.</param>
    public static CheckTally TallyOf(long texts, long bad, long repeated) => new(texts, bad, default, repeated, bad - repeated);

    internal override CheckMeter Start(CheckContext context) => new Meter(this, context);

    private sealed class Meter(LetterCaseCheck check, CheckContext context) : CheckMeter
    {
        private readonly Dictionary<string, Dictionary<string, long>> _counts = new(StringComparer.Ordinal);

        public override CheckTally Tally => TallyOf(_counts.Values.Sum(t => (long)t.Count), Twins.Sum(t => (long)t.Value.Count), Twins.Count());

        public override IReadOnlyList<CheckSample> Samples =>
        [
            .. Twins.SelectMany(t => t.Value.Select(c => (Lower: FeatureValue.From(t.Key), Text: FeatureValue.From(c.Key), Rows: c.Value)))
                .OrderBy(t => t.Lower, ValueOrder.Comparer).ThenBy(t => t.Text, ValueOrder.Comparer).Take(context.Samples).Select(t => new CheckSample(t.Rows, [t.Text])),
        ];

        private IEnumerable<KeyValuePair<string, Dictionary<string, long>>> Twins => _counts.Where(t => t.Value.Count > 1);

        public override void Add(EventBatch batch, int row, long number)
        {
            if (batch.Columns[check.Column].Value(row).AsString() is { } text)
            {
                var lower = LetterCase.Lower(text);
                if (!_counts.TryGetValue(lower, out var texts))
                {
                    _counts.Add(lower, texts = new(StringComparer.Ordinal));
                }

                texts[text] = texts.GetValueOrDefault(text) + 1;
            }
        }
    }
}

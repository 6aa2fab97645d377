using Larder.Catalog;
using Larder.Engine;
using Larder.Ingestion;

namespace Larder.Support;

public sealed record Line(string Customer, DateTime At, double Amount, long? Count, string? Note);

public sealed record LineSums
{
    public long Lines30d { get; init; }

    public double Amount30d { get; init; }
}

public sealed record LineNote
{
    public string? Note { get; init; }
}

/// <summary>A small source for trying inputs, in the variants that tests need.</summary>
public sealed class LineRepository : FeatureRepository
{
    public const string Header = "customer,at,amount,count,note\n";

    public static readonly FeatureCatalog Catalog = new LineRepository().Build();

    public Entity<string> Customer { get; } = new("customer_id");

    public EventSource<Line> Lines { get; } = Source.Csv<Line>("lines.csv", eventTime: l => l.At);

    public EventSource<Line> Strict { get; } = Source.Csv<Line>("lines.csv", eventTime: l => l.At).Expect(lines => lines
        .RowCount(atLeast: 3, atMost: 5)
        .NullRate(l => l.Note, atMost: 0.25)
        .QuarantineRate(atMost: 0.1)
        .Row("amount_positive", l => l.Amount > 0)
        .Row("note_short", l => l.Note != null && l.Note.Length < 10)
        .NoDuplicates());

    public EventSource<Line> Unique { get; } = Source.Csv<Line>("lines.csv", eventTime: l => l.At).Expect(lines => lines.NoDuplicates());

    public EventSource<Line> Throwing { get; } = Source.Csv<Line>("lines.csv", eventTime: l => l.At)
        .Expect(lines => lines.Row("share_small", l => 100 / l.Count < 50));

    public EventSource<Line> London { get; } = Source.Csv<Line>("lines.csv", eventTime: l => l.At).WithTimeZone("Europe/London");

    public EventSource<Line> LondonEarlier { get; } = Source.Csv<Line>("lines.csv", eventTime: l => l.At).WithTimeZone("Europe/London", LocalTimePolicy.Earlier);

    public EventSource<Line> LondonLater { get; } = Source.Csv<Line>("lines.csv", eventTime: l => l.At).WithTimeZone("Europe/London", LocalTimePolicy.Later);

    public EventSource<Line> Delayed { get; } = Source.Csv<Line>("lines.csv", eventTime: l => l.At).WithDelay(TimeSpan.FromHours(2));

    public EventSource<Line> Columnar { get; } = Source.Parquet<Line>("lines.parquet", eventTime: l => l.At).WithTimeZone("Europe/London");

    public RowView<LineNote> Notes => Lines.LatestBy(Customer, l => l.Customer, l => new LineNote { Note = l.Note });

    public AggregateView<LineSums> Sums => Lines.AggregateBy(Customer, l => l.Customer, w => new LineSums
    {
        Lines30d = w.Count(Window.Days(30)),
        Amount30d = w.Sum(l => l.Amount, Window.Days(30)),
    });

    public FeatureService OfCustomer => Service([Notes, Sums]);

    public Spine EachLine => Lines.SpineBy(Customer, l => l.Customer).EachEvent(l => l.Amount > 500);
}

/// <summary>A world of <see cref="LineRepository"/> with the questions its tests ask.</summary>
public abstract class LineFixture : IDisposable
{
    internal World World { get; } = new(LineRepository.Catalog);

    public void Dispose()
    {
        World.Dispose();
        GC.SuppressFinalize(this);
    }

    internal Task<IngestReport> IngestAsync(string content, string source = "lines", Workspace? workspace = null) =>
        World.IngestAsync(source, World.Write("lines.csv", LineRepository.Header + content), workspace);

    /// <summary>The stored rows by sequence, without the order columns.</summary>
    internal IReadOnlyList<string> Stored(string source = "lines") =>
        Sql.Lines($"SELECT customer, \"at\", amount::VARCHAR AS amount, count, note FROM {World.Table(source)} ORDER BY _sequence");

    internal void NothingIsStored(string source = "lines")
    {
        var folder = Path.Combine(World.OfflinePath, source);
        if (Directory.Exists(folder))
        {
            Directory.GetFiles(folder, "*.parquet", SearchOption.AllDirectories).ShouldBeEmpty();
        }
    }
}

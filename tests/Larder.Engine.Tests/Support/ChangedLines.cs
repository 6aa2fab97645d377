using Larder.Catalog;

namespace Larder.Support;

/// <summary>The definitions of <see cref="LineRepository"/> that make its training set, one of them changed.</summary>
public class ChangedLines : FeatureRepository
{
    public static readonly FeatureCatalog OtherWindow = new ChangedLines { Days = 10 }.Build();

    public static readonly FeatureCatalog OtherSpine = new ChangedLines { LeastAmount = 600 }.Build();

    public static readonly FeatureCatalog OtherService = new NotesOnly().Build();

    public Entity<string> Customer { get; } = new("customer_id");

    public EventSource<Line> Lines { get; } = Source.Csv<Line>("lines.csv", eventTime: l => l.At);

    public RowView<LineNote> Notes => Lines.LatestBy(Customer, l => l.Customer, l => new LineNote { Note = l.Note });

    public AggregateView<LineSums> Sums => Lines.AggregateBy(Customer, l => l.Customer, w => new LineSums
    {
        Lines30d = w.Count(Window.Days(Days)),
        Amount30d = w.Sum(l => l.Amount, Window.Days(Days)),
    });

    public virtual FeatureService OfCustomer => Service([Notes, Sums]);

    public Spine EachLine
    {
        get
        {
            var least = LeastAmount;
            return Lines.SpineBy(Customer, l => l.Customer).EachEvent(l => l.Amount > least);
        }
    }

    private int Days { get; init; } = 30;

    private double LeastAmount { get; init; } = 500;

    /// <summary>Lacks a view.</summary>
    private sealed class NotesOnly : ChangedLines
    {
        public override FeatureService OfCustomer => Service([Notes]);
    }
}

namespace Larder.Docs;

/// <summary>The rules of docs/alerts.md.</summary>
public sealed class AlertsRepository : FeatureRepository
{
    public Entity<string> Customer { get; } = new("customer_id");

    public EventSource<AlertedLine> OrderLines { get; } = Source.Csv<AlertedLine>("order_lines.csv.gz", eventTime: l => l.At);

    // snippet:rules
    public AlertRule BrokenLines => Alert.When(AlertKind.CheckFailed).Or(AlertKind.SchemaChanged).On(OrderLines).AtLeast(AlertSeverity.Error).To("data");

    public AlertRule Everything { get; } = Alert.Any().To("mail").WithReminder(TimeSpan.FromHours(8));
    // end-snippet
}

public sealed record AlertedLine(string CustomerId, DateTime At, double Price);

// snippet:sale
namespace Snippets;

/// <summary>One sold line, as the file has it: columns are found by name, other columns are ignored.</summary>
public sealed record Sale(string? CustomerId, DateTime InvoiceDate, int Quantity, double UnitPrice);

/// <summary>Features of a customer: one property each.</summary>
public sealed record Buying
{
    public double Spent30d { get; init; }

    public long Lines30d { get; init; }

    public double? DaysSinceLast { get; init; }
}
// end-snippet
